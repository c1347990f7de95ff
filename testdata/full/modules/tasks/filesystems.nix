# A filesystem of which newer releases want to know the type.
{ lib, config, ... }:
{
  options.disk = {
    fsType = lib.mkOption { type = lib.types.str; };
    device = lib.mkOption { type = lib.types.str; default = "none"; };
  };
  config.kept = lib.mkIf (config.disk.fsType == "tmpfs") [ "/tmpfs" ];
}
