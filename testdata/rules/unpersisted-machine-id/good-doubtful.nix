# Whether a service is on is not known, and with it the file may be kept.
{ config, lib, ... }:
{
  options.kept = lib.mkOption { type = lib.types.attrsOf (lib.types.listOf lib.types.str); default = { }; };
  config = {
    fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
    fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
    fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
    kept = lib.mkIf config.services.postgresql.enable { machine = [ "/etc/machine-id" ]; };
    environment.persistence."/persist" = {
      directories = [ "/var/log" ];
      files = lib.unique (lib.concatLists (lib.attrValues config.kept));
    };
  };
}
