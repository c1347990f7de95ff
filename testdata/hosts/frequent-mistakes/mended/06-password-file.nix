{ lib, ... }:
{
  imports = [ ../storage.nix ];
  users.users.ann = { hashedPassword = lib.mkForce null; hashedPasswordFile = "/persist/etc/passwords/ann"; };
}
