# A home that is an evaluation of its own, with a module that is not on disk.
{ lib, opaque, ... }:
let
  home = lib.evalModules [
    ../modules/home-viewer.nix
    {
      options.kept = lib.mkOption { type = lib.types.listOf lib.types.str; };
      config = {
        kept = [ "own" ];
        viewer.enable = true;
      };
    }
    opaque
  ];
  ann = home {
    inherit lib;
    _prefix = [
      "home-manager"
      "users"
      "ann"
    ];
  };
in
{
  options.home-manager.users = lib.mkOption {
    type = lib.types.attrsOf lib.types.raw;
    # As a set of submodules tells what each is.
    apply = _users: { ann = ann.config; };
    valueMeta.attrs.ann.configuration = ann;
  };
  config.kept = [ "/known" ];
  config.home-manager.users.ann = _: { };
}
