{
  home.persistence."/persist".directories = [ ".local/share/cargo" ];
}
