{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  users.users.ann.isNormalUser = true;
  environment.persistence."/nix/persist" = {
    files = [ "/etc/machine-id" ];
    directories = [ "/var/lib/nixos" ];
  };
}
