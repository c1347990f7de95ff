# Timers that options of NixOS make.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "btrfs"; };
  services.btrfs.autoScrub.enable = true;
  nix.gc = { automatic = true; persistent = false; };
  system.autoUpgrade.enable = true;
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^^^^^ warning[unpersisted-timers]: `/var/lib/systemd/timers` is not persisted, so timers forget when they ran last
}
