# A definition asks which options there are beside the one it defines: declarations say so.
{ lib, config, ... }:
{
  options.my.memory.paths = lib.mkOption { type = lib.types.listOf lib.types.str; };
  config.my.memory = lib.optionalAttrs (config.my.memory ? paths) { paths = [ "/" ]; };
  config.fileSystems = lib.genAttrs config.my.memory.paths (_: { device = "none"; fsType = "tmpfs"; });
}
#= / yes: a tmpfs
