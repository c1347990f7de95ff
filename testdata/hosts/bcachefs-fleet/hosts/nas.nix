# Stays as it is.
{
  services.openssh.enable = true;
  services.tailscale.enable = true;
  fileSystems."/" = {
    device = "/dev/sda2:/dev/sdb2";
    fsType = "bcachefs";
  };
}
