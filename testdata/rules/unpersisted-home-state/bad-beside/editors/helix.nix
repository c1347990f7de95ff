{
  home.persistence."/persist".directories = [ ".local/share/helix" ];
}
