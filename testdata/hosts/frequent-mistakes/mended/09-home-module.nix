{
  imports = [ ../storage.nix ];
  home-manager.users.ann = {
    home = { username = "ann"; homeDirectory = "/home/ann"; stateVersion = "26.05"; };
    home.persistence."/persist" = {
      directories = [ "docs" ];
    };
  };
}
