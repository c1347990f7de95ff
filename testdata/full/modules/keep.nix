# A module that binds what it is told to keep.
{ lib, config, ... }:
let
  entries = builtins.concatLists (builtins.attrValues config.environment.persistence);
in
{
  options = {
    environment.persistence = lib.mkOption { type = lib.types.attrsOf (lib.types.listOf lib.types.str); };
    systemd.mounts = lib.mkOption { type = lib.types.listOf (lib.types.attrsOf lib.types.str); };
  };
  config.systemd.mounts = map (entry: { where = entry; }) entries;
}
