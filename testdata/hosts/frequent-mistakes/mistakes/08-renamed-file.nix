{
  imports = [ ../storage.nix ];
  environment.persistence."/persist".users.ann.files = [ ".local/share/fish/fish_history" ];
}
