{
  users.users.ann.isNormalUser = true;
  home-manager.users.ann =
    { config, ... }:
    {
      home.stateVersion = "25.05";
      home.persistence."/persist/${config.home.homeDirectory}" = {
        allowOther = true;
        directories = [
          ".config/Code"
          "Projects"
        ];
        files = [ ".ssh/id_ed25519" ];
      };
    };
}
