{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  environment.persistence."/persist" = {
    directories = [ "/srv/git" "/srv/git/" "/home/ann/src" ];
#                   ^^^^^^^^^^ note: persisted first here
#                              ^^^^^^^^^^^ error[duplicate-entry]: `/srv/git` is persisted twice
#                                          ^^^^^^^^^^^^^^^ warning[root-owned-home-entry]: `/home/ann/src` is in the home of `ann`, but is made for root
#                                          ^^^^^^^^^^^^^^^ note: persisted first here
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "src" ];
#                             ^^^^^ error[duplicate-entry]: `/home/ann/src` is persisted twice
  };
}
