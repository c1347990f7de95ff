{
  fileSystems."/" = {
    device = "none";
    fsType = "tmpfs";
    options = [ "size=8G" ];
  };
  fileSystems."/persist" = {
    device = "/dev/disk/by-partlabel/root";
    fsType = "ext4";
  };
  environment.persistence."/persist" = {
    directories = [
      "/var/lib/nixos"
      "/var/log"
    ];
    files = [ "/etc/machine-id" ];
  };
  system.stateVersion = "25.05";
}
