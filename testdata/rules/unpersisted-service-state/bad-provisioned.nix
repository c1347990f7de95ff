# What it shows is declared; only what somebody changes on the way is lost.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^^^^^ note: `/nix/persist` keeps 1 path of the system, not this one
  services.grafana = {
    enable = true;
#            ^^^^ info[unpersisted-service-state]: `services.grafana` keeps state in `/var/lib/grafana`, which is not persisted
    provision.enable = true;
  };
}
