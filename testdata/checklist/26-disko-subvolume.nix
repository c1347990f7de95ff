# disko mounts a subvolume there.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  disko.devices.disk.main = {
    device = "/dev/sda";
    content = {
      type = "btrfs";
      subvolumes."/nix" = { mountpoint = "/nix"; };
      subvolumes."/forgejo" = { mountpoint = "/var/lib/forgejo"; }; # here
    };
  };
  services.forgejo.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
