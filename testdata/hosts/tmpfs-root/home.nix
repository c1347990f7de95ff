{
  home.stateVersion = "25.05";
  programs.firefox.enable = true;

  # Here the storage is named down to the home.
  home.persistence."/persistent/home/ann" = {
    allowOther = true;
    directories = [
      ".mozilla"
      {
        directory = ".local/share/Steam";
        method = "symlink";
      }
    ];
    files = [ ".config/monitors.xml" ];
  };
}
