# Certificates are asked for, and addresses are leased.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/log" "/var/lib/nixos" ];
#                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note: `/persist` keeps 3 paths of the system, not this one
    files = [ "/etc/machine-id" ];
  };
  services.traefik = { enable = true; staticConfigOptions.certificatesResolvers.main.acme.email = "a@example.org"; };
#                               ^^^^ info[unpersisted-service-state]: `services.traefik` keeps state in `/var/lib/traefik`, which is not persisted
  services.dnsmasq = { enable = true; settings.dhcp-range = [ "192.0.2.10,192.0.2.20" ]; };
#                               ^^^^ info[unpersisted-service-state]: `services.dnsmasq` keeps state in `/var/lib/dnsmasq`, which is not persisted
}
