# NixOS mounts /var in the initrd in any case.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/var" = { device = "/dev/disk/by-label/var"; fsType = "ext4"; };
  environment.persistence."/persist".files = [ "/etc/machine-id" "/var/lib/app/key" ];
}
