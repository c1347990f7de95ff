{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  users.users.ann.isNormalUser = true;
  programs.steam.enable = true;
#                         ^^^^ warning[unpersisted-home-state]: `programs.steam` keeps `/home/ann/.local/share/Steam` in a home that is wiped
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "Documents" ];
  };
}
