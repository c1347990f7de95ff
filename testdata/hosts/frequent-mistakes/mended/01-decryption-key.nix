{
  imports = [ ../storage.nix ];
  sops = {
    defaultSopsFile = ../base.nix;
    secrets.wifi = { };
    secrets.password.neededForUsers = true;
    age.keyFile = "/persist/var/lib/sops/key.txt";
  };
}
