{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/home" = { device = "none"; fsType = "tmpfs"; options = [ "mode=755" ]; };
#             ^^^^^^^ error[late-target-mount]: `/home` is mounted after the persistent paths below it, and hides them
  users.users.ann = { isNormalUser = true; uid = 1000; };
  environment.persistence."/persist" = {
    files = [ "/etc/machine-id" ];
    users.ann.files = [ ".netrc" ".config/app.ini" ];
#                       ^^^^^^^^ note: `/home/ann/.netrc` is set up before
#                                ^^^^^^^^^^^^^^^^^ note: `/home/ann/.config/app.ini` is set up before
  };
}
