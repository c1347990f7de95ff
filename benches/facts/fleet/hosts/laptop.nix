# Homes of home-manager, in memory, with entries for a user.
{ inputs, ... }:
{
  imports = [
    inputs.impermanence.nixosModules.impermanence
    inputs.home-manager.nixosModules.home-manager
  ];
  programs.hyprland.enable = true;
  services = {
    greetd = {
      enable = true;
      settings.initial_session = {
        command = "Hyprland";
        user = "bob";
      };
    };
    power-profiles-daemon.enable = true;
    fprintd.enable = true;
  };
  networking.wireless.iwd.enable = true;
  users.users.bob = {
    isNormalUser = true;
    uid = 1000;
    hashedPasswordFile = "/persist/secrets/bob";
  };
  home-manager = {
    useGlobalPkgs = true;
    useUserPackages = true;
    users.bob = {
      home.stateVersion = "25.11";
      programs = {
        direnv.enable = true;
        firefox.enable = true;
        git.enable = true;
        gpg.enable = true;
        zsh.enable = true;
      };
      services.syncthing.enable = true;
      xdg.configFile."own/settings".text = "a = 1";
    };
  };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/iwd" ];
    users.bob = {
      directories = [
        ".mozilla"
        {
          directory = ".gnupg";
          mode = "0700";
        }
      ];
      files = [ ".bash_history" ];
    };
  };
}
