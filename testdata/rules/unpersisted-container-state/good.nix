{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  virtualisation.oci-containers.containers.wiki = {
    image = "wiki";
    volumes = [ "/srv/wiki:/data" ];
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/srv/wiki" ];
    files = [ "/etc/machine-id" ];
  };
}
