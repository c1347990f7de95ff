{
  imports = [ ../storage.nix ];
  environment.persistence."/persist".directories = [ "/home/ann/docs" ];
}
