# One link leads to what is wiped, too; another directory holds links and is none.
{ pkgs, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/log" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "Games" ];
  };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  programs.steam.enable = true;
#                         ^^^^ note: `programs.steam` keeps `/home/ann/.local/share/Steam`
  home-manager.users.ann = { config, ... }: {
    home.stateVersion = "25.11";
    home.packages = [ pkgs.prismlauncher ];
#                     ^^^^^^^^^^^^^^^^^^ warning[unpersisted-home-state]: `pkgs.prismlauncher` keeps `/home/ann/.local/share/PrismLauncher` in a home that is wiped, and 2 more
    home.file.".local/share/PrismLauncher".source = config.lib.file.mkOutOfStoreSymlink "/home/ann/gone/Prism";
    home.file.".local/share/Steam" = { source = ./skins; recursive = true; };
    programs.ssh.enable = true;
#                         ^^^^ note: `programs.ssh` keeps `/home/ann/.ssh`
  };
  sops.age.keyFile = "/persist/key";
  sops.secrets.key = { path = "/home/ann/.ssh/id_ed25519"; owner = "ann"; };
}
