{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  preservation.enable = true;
  preservation.preserveAt."/persist" = {
    directories = [ { directory = "/var/lib/nixos"; inInitrd = true; } ];
    files = [ "/etc/machine-id" ];
#             ^^^^^^^^^^^^^^^^^ error[unwritable-machine-id]: `/etc/machine-id` is persisted, but set up after systemd has read it
  };
}
