{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  virtualisation.docker = { enable = true; daemon.settings.data-root = "/nix/docker"; };
  virtualisation.oci-containers.containers.clock = {
    image = "clock";
    volumes = [ "/etc/localtime:/etc/localtime:ro" "/run/clock.sock:/clock.sock" "cache:/cache" ];
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
