# Neither makes what it would keep: no certificates are asked for, and no addresses are leased.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/log" "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
  services.traefik = { enable = true; staticConfigOptions.entryPoints.web.address = ":80"; };
  services.dnsmasq = { enable = true; settings.server = [ "192.0.2.1" ]; };
}
