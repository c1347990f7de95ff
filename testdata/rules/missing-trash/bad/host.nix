{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  services.gvfs.enable = true;
  environment.persistence."/persist" = {
#                         ^^^^^^^^^^ info[missing-trash]: files in `/home/ann/documents` cannot be moved to the trash
    directories = [ "/var/log" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "documents" ];
#                             ^^^^^^^^^^^ note: bound from the storage
  };
}
