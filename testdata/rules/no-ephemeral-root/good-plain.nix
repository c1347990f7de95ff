# Nothing is persisted, and nothing is wiped.
{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
  services.openssh.enable = true;
}
