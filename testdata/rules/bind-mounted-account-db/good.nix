# userborn makes such links, and writes to where they lead.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.userborn.enable = true;
  services.userborn.passwordFilesLocation = "/persist/etc";
  environment.etc."shadow" = { source = "/persist/etc/shadow"; mode = "direct-symlink"; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
