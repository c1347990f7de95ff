# The keys are where they last: no entry is needed.
{ lib, isPersistent, ... }:
{
  services.openssh.enable = true;
  services.openssh.hostKeys = lib.mkIf isPersistent [
    {
      type = "ed25519";
      path = "/persist/etc/ssh/ssh_host_ed25519_key";
    }
  ];
}
