{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  hardware.bluetooth.enable = true;
  services.fprintd.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib" ];
    files = [ "/etc/machine-id" ];
  };
}
