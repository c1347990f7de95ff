# The service has a user by default, and a dynamic one all the same.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.ntfy-sh = { enable = true; settings.base-url = "https://ntfy.example.org"; };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" { directory = "/var/lib/private"; mode = "0700"; } ];
    files = [ "/etc/machine-id" ];
  };
}
