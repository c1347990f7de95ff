{
  home.username = "ann";
  home.homeDirectory = "/home/ann";
  home.stateVersion = "24.05";
  home.persistence."/persist/home/ann".directories = [ ".local/share/Steam" ];
}
