# The service is told to have a user that stays.
# otherwise: dynamic-user-state-path
{ lib, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.ntfy-sh = { enable = true; settings.base-url = "https://ntfy.example.org"; };
  systemd.services.ntfy-sh.serviceConfig = {
    StateDirectory = "ntfy-sh";
    DynamicUser = lib.mkForce false; # here
    #+ DynamicUser = true;
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" "/var/lib/ntfy-sh" ];
    files = [ "/etc/machine-id" ];
  };
}
