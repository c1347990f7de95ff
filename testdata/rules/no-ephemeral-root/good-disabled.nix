{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
  environment.persistence."/persist" = { enable = false; directories = [ "/var/log" ]; };
}
