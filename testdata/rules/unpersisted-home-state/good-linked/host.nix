# What the programs keep is a link to what is kept, comes from the configuration, or is a secret; or that is not known.
{ config, lib, pkgs, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/log" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "Games" ];
    users.bea.directories = [ "Documents" ];
    users.cat.directories = [ "Documents" ];
  };
  security.pam.u2f.enable = true;
  users.users = {
    ann = { isNormalUser = true; uid = 1000; };
    bea = { isNormalUser = true; uid = 1001; };
    cat = { isNormalUser = true; uid = 1002; };
  };
  home-manager.users.ann = { config, ... }: {
    home.stateVersion = "25.11";
    home.packages = [ pkgs.prismlauncher ];
    home.file.".local/share/PrismLauncher".source = config.lib.file.mkOutOfStoreSymlink "/home/ann/Games/Prism";
    xdg.configFile."Yubico/u2f_keys".text = "ann:x";
  };
  home-manager.users.bea = { config, ... }: {
    home.stateVersion = "25.11";
    home.packages = [ pkgs.prismlauncher ];
    xdg.dataFile.PrismLauncher = lib.mkIf config.programs.unheard.enable { source = ./.; };
    home.file.".config/Yubico/u2f_keys".source = ./keys;
  };
  sops.age.keyFile = "/persist/key";
  sops.secrets.u2f-of-cat = { path = "/home/cat/.config/Yubico/u2f_keys"; owner = "cat"; };
}
