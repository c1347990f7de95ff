{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.forgejo.enable = false;
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/forgejo" ];
#                   ^^^^^^^^^^^^^^^^^^ info[orphan-entry]: `/var/lib/forgejo` is persisted, but `services.forgejo.enable` is off
    files = [ "/etc/machine-id" ];
  };
}
