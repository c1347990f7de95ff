{
  home.persistence."/persist".directories = [ ".local/share/deno" ];
}
