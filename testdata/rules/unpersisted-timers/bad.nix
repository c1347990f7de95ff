{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  systemd.timers.report.timerConfig = { OnCalendar = "weekly"; Persistent = true; };
#                ^^^^^^ warning[unpersisted-timers]: `/var/lib/systemd/timers` is not persisted, so timers forget when they ran last
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
