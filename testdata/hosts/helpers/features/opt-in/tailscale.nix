{
  services.tailscale.enable = true;
}
