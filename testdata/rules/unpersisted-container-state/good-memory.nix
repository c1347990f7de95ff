# Memory is mounted at the very place, so it is meant to be empty.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/srv/scratch" = { device = "none"; fsType = "tmpfs"; options = [ "size=8G" "mode=755" ]; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/lib/containers" ];
    files = [ "/etc/machine-id" ];
  };
  virtualisation.oci-containers.containers.transcoder = {
    image = "example.org/transcoder";
    volumes = [ "/srv/scratch:/tmp/work" "/var/cache/transcoder:/cache" "/persist/transcoder:/config" ];
  };
}
