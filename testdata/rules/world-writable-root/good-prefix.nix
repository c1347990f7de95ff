# The mode is set by mount, and with a leading zero.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=2G" "X-mount.mode=755" ]; };
  fileSystems."/home" = { device = "none"; fsType = "tmpfs"; options = [ "size=4G" "mode=0755" ]; neededForBoot = true; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
