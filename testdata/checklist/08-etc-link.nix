# A file of `/etc` is a link to the storage.
# otherwise: unpersisted-network-credentials
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  networking.networkmanager.enable = true;
  environment.etc."NetworkManager/system-connections".source = "/nix/persist/connections"; # here
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
