{
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/log" "/var/lib/nixos" "/var/lib/systemd/timers" ];
    users.ann.directories = [ "src" ];
  };
  environment.etc."machine-id".source = "/persist/etc/machine-id";
}
