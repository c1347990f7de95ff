{
  home.persistence."/persist".directories = [ ".local/share/zed" ];
}
