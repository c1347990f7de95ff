{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  systemd.services.forgejo-mirror.serviceConfig.StateDirectory = "forgejo";
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/forgejo" "/var/lib/unheard-of" ];
    files = [ "/etc/machine-id" ];
  };
}
