# The data is on a server, and a unit mounts it.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/log" "/var/lib/nixos" "/var/lib/postgresql" "/var/lib/redis-immich" ];
    files = [ "/etc/machine-id" ];
  };
  services.immich = { enable = true; mediaLocation = "/var/lib/immich/media"; };
  systemd.mounts = [
    { type = "nfs"; what = "server:/photos"; where = "/var/lib/immich/media"; options = "nfsvers=4.2"; }
  ];
  systemd.automounts = [ { where = "/var/lib/immich/media"; wantedBy = [ "multi-user.target" ]; } ];
}
