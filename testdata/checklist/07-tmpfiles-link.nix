# A link of tmpfiles leads to where it is kept.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.forgejo.enable = true;
  systemd.tmpfiles.rules = [
    "L+ /var/lib/forgejo - - - - /nix/persist/forgejo" # here
  ];
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
