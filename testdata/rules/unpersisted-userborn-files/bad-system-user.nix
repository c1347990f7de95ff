# Users do not change, but one of the system has no number.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.userborn.enable = true;
#                            ^^^^ error[unpersisted-userborn-files]: userborn keeps users in `/etc`, which is not persisted
  users.mutableUsers = false;
  users.users.deploy = { isSystemUser = true; group = "deploy"; };
  users.groups.deploy = { };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
}
