# Room for builds, which is emptied at every boot.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  boot.tmp.cleanOnBoot = true;
  environment.persistence."/persist" = {
    directories = [ { directory = "/tmp"; mode = "1777"; } ];
    files = [ "/etc/machine-id" ];
  };
}
