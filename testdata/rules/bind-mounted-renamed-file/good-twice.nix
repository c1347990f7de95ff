# Whether impermanence mounts the file in its persisted directory, or the directory over it, is not certain.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ ".local/share/fish" ];
    users.ann.files = [ ".local/share/fish/fish_history" ];
  };
}
