{
  imports = [ ../storage.nix ];
  environment.persistence."/persist".directories = [ "/var/lib/sops" ];
  sops = {
    defaultSopsFile = ../base.nix;
    secrets.wifi = { };
    secrets.password.neededForUsers = true;
    age.keyFile = "/var/lib/sops/key.txt";
  };
}
