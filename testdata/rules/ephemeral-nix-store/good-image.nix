# The store is on a partition of the image, which the initrd mounts at `/usr` by its hash.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix/store" = { device = "/usr/nix/store"; fsType = "none"; options = [ "bind" ]; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = { directories = [ "/var/log" "/var/lib/nixos" ]; files = [ "/etc/machine-id" ]; };
  boot.initrd.systemd.enable = true;
}
