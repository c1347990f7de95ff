# The volumes of containers, not their images.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  virtualisation.podman.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/containers/storage/volumes" ];
    files = [ "/etc/machine-id" ];
  };
}
