{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  virtualisation.oci-containers.containers.wiki = {
    image = "wiki";
    volumes = [ "/srv/wiki:/data" ];
#               ^^^^^^^^^^^^^^^^^ error[unpersisted-container-state]: `virtualisation.oci-containers.containers.wiki` keeps state in `/srv/wiki`, which is not persisted
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^^^^^ note: `/nix/persist` keeps 1 path of the system, not this one
}
