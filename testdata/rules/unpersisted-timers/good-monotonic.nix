{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  systemd.timers.report.timerConfig = { OnBootSec = "5min"; OnUnitActiveSec = "1h"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
