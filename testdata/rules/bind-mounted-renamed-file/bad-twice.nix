# systemd mounts the file once more in its persisted directory, and on a mount point nothing can be renamed.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  preservation.enable = true;
  preservation.preserveAt."/persist" = {
    directories = [ { directory = "/var/lib/nixos"; inInitrd = true; } ];
    files = [ { file = "/etc/machine-id"; inInitrd = true; } ];
    users.ann.directories = [ ".local/share/fish" ];
#                             ^^^^^^^^^^^^^^^^^^^ note: its directory is persisted here
    users.ann.files = [ ".local/share/fish/fish_history" ];
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[bind-mounted-renamed-file]: `/home/ann/.local/share/fish/fish_history` is persisted by itself, but fish replaces it
  };
}
