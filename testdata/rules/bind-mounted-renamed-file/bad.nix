{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" "/var/lib/tailscale/tailscaled.state" ];
#                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[bind-mounted-renamed-file]: `/var/lib/tailscale/tailscaled.state` is persisted by itself, but tailscaled replaces it
    users.ann.files = [ ".local/share/fish/fish_history" ];
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[bind-mounted-renamed-file]: `/home/ann/.local/share/fish/fish_history` is persisted by itself, but fish replaces it
  };
}
