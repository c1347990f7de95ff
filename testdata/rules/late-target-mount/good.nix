{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/home" = { device = "none"; fsType = "tmpfs"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  environment.persistence."/persist" = {
    files = [ "/etc/machine-id" ];
    users.ann.files = [ ".netrc" ];
  };
}
