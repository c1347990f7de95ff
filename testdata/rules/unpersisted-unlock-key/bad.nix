{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  boot.initrd.network.ssh = { enable = true; hostKeys = [ "/etc/secrets/initrd_ed25519" ]; };
#                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[unpersisted-unlock-key]: `/etc/secrets/initrd_ed25519` goes into the initrd, but is not persisted
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
