# The modules every machine has.
{ lib, primops }:
let
  args = {
    inherit lib primops;
    # Sets and lists to which modules of nixpkgs add members that are not seen here. Those are for nixpkgs' own use: what is
    # asked for and missing is unknown, but they keep, wipe and mount nothing, so what is known counts as all.
    openly =
      type:
      type
      // {
        merge =
          loc: defs:
          let
            value = type.merge loc defs;
          in
          if primops.isUnknown value then
            value
          else if builtins.isList value then
            value
          else
            primops.lenientAttrs (builtins.concatStringsSep "." loc) value;
      };
    openSubmodule =
      modules:
      lib.types.submoduleWith {
        modules = lib.toList modules;
        shorthandOnlyDefinesConfig = true;
        open = true;
      };
    option = type: default: lib.mkOption { inherit type default; };
    required = type: lib.mkOption { inherit type; };
  };
in
map (file: import file args) [
  ./filesystems.nix
  ./boot.nix
  ./users.nix
  ./systemd.nix
  ./environment.nix
  ./services.nix
  ./defaults.nix
  ./databases.nix
]
++ [
  ./renames.nix
  (lib.mkAliasOptionModule [ "users" "extraUsers" ] [ "users" "users" ])
  (lib.mkAliasOptionModule [ "users" "extraGroups" ] [ "users" "groups" ])
]
