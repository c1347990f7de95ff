# The store is on a partition of the image, which the initrd mounts at `/usr` by its hash.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix/store" = { device = "/usr/nix/store"; fsType = "none"; options = [ "bind" ]; };
  fileSystems."/home" = { device = "/dev/disk/by-label/home"; fsType = "ext4"; };
  boot.initrd.systemd.enable = true;
}
