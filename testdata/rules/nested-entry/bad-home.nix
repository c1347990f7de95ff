# The group is written, but as that of the user.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; group = "ann"; };
  users.groups.ann.gid = 1000;
  environment.persistence."/persist" = {
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "Pictures/Screenshots" "Pictures" ];
#                             ^^^^^^^^^^^^^^^^^^^^^^ info[nested-entry]: `/home/ann/Pictures/Screenshots` is persisted already, with `/home/ann/Pictures`
#                                                    ^^^^^^^^^^ note: persisted here
  };
}
