# The link leads to the file of the entry already.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.etc."app/key".source = "/persist/etc/app/key";
  environment.persistence."/persist".files = [ "/etc/machine-id" "/etc/app/key" ];
}
