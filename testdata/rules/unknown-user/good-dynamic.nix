# The unit has a dynamic user, and the module makes one of that name.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.matrix-continuwuity.enable = true;
  systemd.tmpfiles.rules = [ "d /persist/var/lib/private 0700" ];
  environment.persistence."/persist" = {
    directories = [
      { directory = "/var/lib/private/continuwuity"; user = "continuwuity"; group = "continuwuity"; mode = "0700"; }
    ];
    files = [ "/etc/machine-id" ];
  };
}
