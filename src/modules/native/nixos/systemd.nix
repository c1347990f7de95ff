# `systemd`: units, tmpfiles, users made at boot.
{ lib, primops, openSubmodule, option, required, openly }:
let
  inherit (lib) types;
  unit = openSubmodule (import ./unit.nix { inherit lib option; });
  units = option (openly (types.attrsOf unit)) { };
  tmpfilesRule = types.submodule (
    { name, ... }:
    {
      options = {
        type = option types.str name;
        mode = option types.str "-";
        user = option types.str "-";
        group = option types.str "-";
        age = option types.str "-";
        argument = option types.str "";
      };
    }
  );
  userUnits = {
    services = units;
    timers = units;
    sockets = units;
    paths = units;
    targets = units;
    slices = units;
    tmpfiles.rules = option (openly (types.listOf types.str)) [ ];
  };
in
{
  options.systemd = {
    services = units;
    timers = units;
    sockets = units;
    targets = units;
    paths = units;
    slices = units;
    mounts = option (openly (types.listOf unit)) [ ];
    automounts = option (openly (types.listOf unit)) [ ];
    units = option (openly (types.attrsOf types.anything)) { };
    user = userUnits;
    tmpfiles = {
      rules = option (openly (types.listOf types.str)) [ ];
      settings = option (openly (types.attrsOf (types.attrsOf (types.attrsOf tmpfilesRule)))) { };
      packages = option (openly (types.listOf types.anything)) [ ];
    };
    sysusers.enable = option types.bool false;
    coredump.enable = option types.bool true;
  };
}
