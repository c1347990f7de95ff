{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  systemd.timers.report.timerConfig = { OnCalendar = "weekly"; Persistent = true; };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/systemd/timers" ];
    files = [ "/etc/machine-id" ];
  };
}
