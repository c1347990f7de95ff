{
  fileSystems."/" = { device = "server:/srv/root"; fsType = "nfs"; };
}
