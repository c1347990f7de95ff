{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/presist" = {
#                         ^^^^^^^^^^ error[ephemeral-storage]: the storage `/presist` is on `/`, which is wiped at every boot
    directories = [ "/var/log" ];
    files = [ "/etc/machine-id" ];
  };
}
