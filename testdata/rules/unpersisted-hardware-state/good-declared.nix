{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.printing = { enable = true; stateless = true; };
  services.usbguard = { enable = true; rules = "allow with-interface equals { 03:*:* }"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
