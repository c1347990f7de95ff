# It is not known whether a module defines something, but what it would define is no file system.
{ lib, options, config, ... }:
{
  imports = [ { config = lib.optionalAttrs (options ? home-manager) { home-manager.sharedModules = [ ]; }; } ];
  options.disks.mount = lib.mkOption { type = lib.types.bool; default = true; };
  config.fileSystems = lib.mkIf config.disks.mount { "/" = { device = "none"; fsType = "tmpfs"; }; };
}
#= / yes: a tmpfs
