# impermanence makes the home in the storage, and gives it to its owner.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
  users.users.ann = { isNormalUser = true; uid = 1000; };
  boot.initrd.systemd.enable = true;
  environment.persistence."/persist".directories = [ { directory = "/home/ann"; user = "ann"; mode = "0700"; } ];
}
