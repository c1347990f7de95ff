{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib" ];
    files = [ "/etc/machine-id" ];
  };
  services.forgejo.enable = true;
}
