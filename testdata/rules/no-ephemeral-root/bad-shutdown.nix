# Only a machine that is shut down in an orderly way wipes its root.
{
  fileSystems."/" = { device = "rpool/root"; fsType = "zfs"; };
  fileSystems."/persist" = { device = "rpool/persist"; fsType = "zfs"; neededForBoot = true; };
  systemd.services.clean = {
#                  ^^^^^ info[no-ephemeral-root]: `/` is wiped only when `clean.service` stops
    wantedBy = [ "multi-user.target" ];
    serviceConfig = { Type = "oneshot"; RemainAfterExit = true; };
    preStop = "zfs rollback -r rpool/root@blank";
  };
  environment.persistence."/persist".directories = [ "/var/log" ];
}
