{ lib, ... }:
let
  # Of the library outside of the home.
  inherit (lib) types;
in
{
  users.users.ann = {
    name = "ann";
    home = "/home/ann";
  };
  home-manager.users.ann =
    { config, lib, ... }:
    {
      options.tools = lib.mkOption {
        type = lib.types.attrsOf (lib.types.submodule { options.here = lib.mkOption { type = lib.types.bool; default = true; }; });
      };
      options.outside = lib.mkOption { type = types.attrsOf types.str; };
      config = {
        home.stateVersion = "26.05";
        programs.editor.enable = true;
        tools.pen = { };
        outside.a = "a";
        home.file.note.enable = config.programs.absent.enable;
      };
    };
}
