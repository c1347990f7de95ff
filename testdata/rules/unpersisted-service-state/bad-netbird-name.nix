# One client has the old name by itself, another one has its own.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^ note: `/persist` keeps 1 path of the system, not this one
  services.netbird.clients = {
    default = { name = "netbird"; port = 51820; };
#   ^^^^^^^ warning[unpersisted-service-state]: `services.netbird.clients.default` keeps state in `/var/lib/netbird`, which is not persisted
    work.port = 51821;
#   ^^^^ warning[unpersisted-service-state]: `services.netbird.clients.work` keeps state in `/var/lib/netbird-work`, which is not persisted
  };
}
