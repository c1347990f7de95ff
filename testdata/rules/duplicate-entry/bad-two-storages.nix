{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/srv" ];
#                   ^^^^^^ error[duplicate-entry]: `/srv` is persisted at both `/nix/persist` and `/persist`
    files = [ "/etc/machine-id" ];
  };
  environment.persistence."/nix/persist".directories = [ { directory = "/srv"; mode = "0700"; } ];
#                                                                      ^^^^^^ note: persisted first here
}
