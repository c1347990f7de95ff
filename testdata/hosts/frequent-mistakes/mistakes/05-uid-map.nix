{
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  preservation = {
    enable = true;
    preserveAt."/persist" = {
      directories = [ "/var/log" "/var/lib/systemd/timers" "/var/lib/nixos" ];
      files = [ { file = "/etc/machine-id"; inInitrd = true; how = "symlink"; configureParent = true; } ];
      users.ann.directories = [ "src" ];
    };
  };
  users.groups.deploy = { };
}
