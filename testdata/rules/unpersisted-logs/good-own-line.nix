# A line of the user's own stands behind that of the option.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.journald = { storage = "persistent"; extraConfig = "Storage=volatile"; };
  environment.persistence."/nix/persist" = { directories = [ "/var/lib/nixos" ]; files = [ "/etc/machine-id" ]; };
}
