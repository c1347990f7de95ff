{ lib, ... }:
{
  imports = [ ../storage.nix ];
  environment.persistence."/persist".directories = [ "/etc/passwords" ];
  users.users.ann = { hashedPassword = lib.mkForce null; hashedPasswordFile = "/etc/passwords/ann"; };
}
