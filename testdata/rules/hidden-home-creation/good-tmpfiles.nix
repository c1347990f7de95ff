# tmpfiles gives the home in the storage to its owner.
{ pkgs, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
  users.users.ann = { isNormalUser = true; uid = 1000; };
  boot.initrd.systemd.enable = true;
  environment.persistence."/persist".directories = [ "/home/ann" ];
  systemd.tmpfiles.rules = [ "z /persist/home/ann 0700 ann users -" ];
}
