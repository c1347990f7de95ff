{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  virtualisation.docker.enable = true;
#                                ^^^^ warning[unpersisted-container-state]: `virtualisation.docker` keeps state in `/var/lib/docker`, which is not persisted
  virtualisation.libvirtd.enable = true;
#                                  ^^^^ warning[unpersisted-container-state]: `virtualisation.libvirtd` keeps state in `/var/lib/libvirt`, which is not persisted
  containers.db = {
    ephemeral = false;
    bindMounts."/var/lib/db" = { hostPath = "/srv/db"; isReadOnly = false; };
#                                           ^^^^^^^^^ error[unpersisted-container-state]: `containers.db` keeps state in `/srv/db`, which is not persisted
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/log" ];
#                 ^^^^^^^^^^^^^^ note: `/nix/persist` keeps 2 paths of the system, not this one
    files = [ "/etc/machine-id" ];
  };
}
