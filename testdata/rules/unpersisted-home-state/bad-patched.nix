# What else an overlay changes moves no home.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  nixpkgs.overlays = [
    (_final: prev: { steam = prev.steam.override { extraPkgs = pkgs: [ pkgs.gamescope ]; }; })
  ];
  programs.steam.enable = true;
#                         ^^^^ warning[unpersisted-home-state]: `programs.steam` keeps `/home/ann/.local/share/Steam` in a home that is wiped
  users.users.ann = { isNormalUser = true; uid = 1000; };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/log" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "docs" ];
  };
}
