# Each goes to a list that counts when it is needed.
{ config, lib, pkgs, ... }:
{
  options.my.games = lib.mkOption { default = true; };
  options.my.wiped = lib.mkOption { default = true; };
  config = lib.mkMerge [
    {
      fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#                 ^^^ note: `/` is a tmpfs
      fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; neededForBoot = true; };
      users.users.ann = { isNormalUser = true; uid = 1000; packages = [ pkgs.signal-desktop ]; };
#                                                                       ^^^^^^^^^^^^^^^^^^^ warning[unpersisted-home-state]: `pkgs.signal-desktop` keeps `/home/ann/.config/Signal` in a home that is wiped, and 1 more
    }
    (lib.mkIf config.my.wiped {
      environment.persistence."/nix/persist" = {
        directories = [ "/var/lib/nixos" ];
        files = [ "/etc/machine-id" ];
        users.ann.directories = [ "Documents" "Projects" "Videos" ".config/dconf" ];
      };
    })
    (lib.mkIf config.my.games {
      programs.steam.enable = true;
#                             ^^^^ note: `programs.steam` keeps `/home/ann/.local/share/Steam`
      environment.persistence."/nix/persist".users.ann.directories = [
        "Saves"
        ".local/share/chess"
        ".local/share/go"
        ".local/share/mahjong"
        ".local/share/tetris"
      ];
    })
  ];
}
