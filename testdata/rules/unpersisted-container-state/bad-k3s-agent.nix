# An agent gets its images and certificates again; the cluster is elsewhere.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^^^^^ note: `/nix/persist` keeps 1 path of the system, not this one
  services.k3s = { enable = true; role = "agent"; };
#                           ^^^^ info[unpersisted-container-state]: `services.k3s` keeps state in `/var/lib/cni` and 1 more, which are not persisted
}
