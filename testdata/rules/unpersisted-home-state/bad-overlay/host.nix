# An overlay says where the package is from, the list who has it.
{ pkgs, unstable, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  nixpkgs.overlays = [ (final: prev: { inherit (import unstable { system = "x86_64-linux"; }) calibre; }) ];
  users.users.ann = { isNormalUser = true; uid = 1000; packages = with pkgs; [ hello calibre ]; };
#                                                                                    ^^^^^^^ info[unpersisted-home-state]: `pkgs.calibre` keeps `/home/ann/.config/calibre` in a home that is wiped
  environment.persistence."/persist" = {
    directories = [ "/var/log" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "docs" ];
  };
}
