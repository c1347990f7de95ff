# Only the homes are in memory.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; }; # here
  #+ fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/home" = { device = "none"; fsType = "tmpfs"; options = [ "size=4G" "mode=755" ]; neededForBoot = true; };
  services.forgejo.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
