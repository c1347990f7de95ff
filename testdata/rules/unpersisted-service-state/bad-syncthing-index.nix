# Key, devices and folders are declared, and the folders are elsewhere: only the index is lost, which a scan makes again.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^ note: `/persist` keeps 1 path of the system, not this one
  services.syncthing = {
    enable = true;
#            ^^^^ info[unpersisted-service-state]: `services.syncthing` keeps state in `/var/lib/syncthing`, which is not persisted
    key = "/persist/syncthing/key.pem";
    cert = "/persist/syncthing/cert.pem";
    settings.devices.laptop.id = "AAAAAAA";
    settings.folders.papers = { path = "/persist/papers"; devices = [ "laptop" ]; };
  };
}
