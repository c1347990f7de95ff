# A secret without a value is the file of its name.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  boot.initrd.secrets = { "/etc/keys/disk" = null; "/keys/other" = "/root/other.key"; };
#                         ^^^^^^^^^^^^^^^^ error[unpersisted-unlock-key]: `/etc/keys/disk` goes into the initrd, but is not persisted
#                                                                  ^^^^^^^^^^^^^^^^^ error[unpersisted-unlock-key]: `/root/other.key` goes into the initrd, but is not persisted
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
