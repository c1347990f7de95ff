# The user of the service is made up by systemd.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.microbin.enable = true;
#                            ^^^^ note: `services.microbin` is switched on here
  systemd.tmpfiles.rules = [ "d /persist/var/lib/private 0700" ];
  environment.persistence."/persist" = {
    directories = [ { directory = "/var/lib/private/microbin"; user = "microbin"; group = "microbin"; mode = "0700"; } ];
#                                                                     ^^^^^^^^^^ warning[unknown-user]: `/var/lib/private/microbin` is given to the user `microbin`, but `services.microbin` has a dynamic user
    files = [ "/etc/machine-id" ];
  };
}
