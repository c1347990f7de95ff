# Where the link leads is not known.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
  systemd.tmpfiles.rules = [ "L+ /var/lib/forgejo - - - - ${import <missing/storage>}/forgejo" ];
  services.forgejo.enable = true;
}
