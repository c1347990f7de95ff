# Services of one's own, with all kinds of directories.
{ lib, pkgs, ... }:
let
  service = config: {
    wantedBy = [ "multi-user.target" ];
    serviceConfig = {
      ExecStart = "${pkgs.hello}/bin/hello";
    }
    // config;
  };
in
{
  imports = [ ./disks.nix ];
  networking.hostName = "own";
  systemd = {
    services = {
      notes = service {
        DynamicUser = true;
        StateDirectory = "notes notes/attic";
        CacheDirectory = [
          "notes"
          "thumbnails"
        ];
      };
      ledger = service {
        User = "ledger";
        StateDirectory = "ledger";
        StateDirectoryMode = "0700";
        LogsDirectory = "ledger";
        ConfigurationDirectory = "ledger";
      };
      "worker@" = service { StateDirectory = "worker/%i"; };
      off = service { StateDirectory = "off"; } // {
        enable = false;
      };
      stray = lib.mkIf false (service { StateDirectory = "stray"; });
    };
    tmpfiles = {
      rules = [ "d /var/lib/inbox 0770 ledger ledger 30d" ];
      settings.own."/var/lib/outbox".d = {
        user = "ledger";
        group = "ledger";
        mode = "0750";
      };
    };
    timers.notes = {
      wantedBy = [ "timers.target" ];
      timerConfig = {
        OnCalendar = "weekly";
        Persistent = true;
      };
    };
  };
  users = {
    users.ledger = {
      isSystemUser = true;
      group = "ledger";
      home = "/var/lib/ledger";
      createHome = true;
    };
    groups.ledger.gid = 990;
  };
  environment.persistence."/persist".directories = [
    "/var/lib/private/notes"
    {
      directory = "/var/lib/ledger";
      user = "ledger";
      mode = "0700";
    }
  ];
}
