# preservation mounts the directory before it is filled.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  networking.wireless = { enable = true; allowAuxiliaryImperativeNetworks = true; };
#                                  ^^^^ warning[unpersisted-network-credentials]: `networking.wireless` keeps state in `/etc/wpa_supplicant/imperative.conf`, which is not persisted
  preservation.enable = true;
  preservation.preserveAt."/persist" = {
    directories = [ { directory = "/var/lib/nixos"; inInitrd = true; } ];
#                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note: `/persist` keeps 2 paths of the system, not this one
    files = [ { file = "/etc/machine-id"; inInitrd = true; } ];
  };
  systemd.suppressedSystemUnits = [ "systemd-machine-id-commit.service" ];
}
