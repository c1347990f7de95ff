# The address of an onion service is its key.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^^^^^ note: `/nix/persist` keeps 1 path of the system, not this one
  services.tor = { enable = true; relay.onionServices.wiki.map = [ 80 ]; };
#                           ^^^^ warning[unpersisted-service-state]: `services.tor` keeps state in `/var/lib/tor`, which is not persisted
}
