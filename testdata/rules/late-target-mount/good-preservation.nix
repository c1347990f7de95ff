# In the second stage, systemd mounts what preservation lists in the right order.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/home" = { device = "/dev/disk/by-label/home"; fsType = "ext4"; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  preservation = {
    enable = true;
    preserveAt."/persist" = {
      directories = [ { directory = "/var/lib/nixos"; inInitrd = true; } ];
      files = [ { file = "/etc/machine-id"; inInitrd = true; how = "symlink"; configureParent = true; } ];
      users.ann.directories = [ "src" ];
    };
  };
}
