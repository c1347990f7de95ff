{
  home.persistence."/persist".directories = [ ".local/share/yarn" ];
}
