{
  home.persistence."/persist".directories = [ ".local/share/kakoune" ];
}
