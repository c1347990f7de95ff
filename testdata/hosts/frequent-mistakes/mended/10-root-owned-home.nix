{
  imports = [ ../storage.nix ];
  environment.persistence."/persist".users.ann.directories = [ "docs" ];
}
