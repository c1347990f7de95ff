{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "mode=755" ]; };
#             ^^^ error[ephemeral-nix-store]: `/nix` is on `/`, which is wiped at every boot
#             ^^^ info[unbounded-tmpfs-root]: `/` is in memory and may take half of the memory
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/hosts" ];
#                                              ^^^^^^^^^^^^ warning[generated-target]: `/etc/hosts` is persisted, but NixOS makes it at every boot
}
