# What watches other machines, with units of its own.
{ config, pkgs, ... }:
{
  services = {
    grafana = {
      enable = true;
      settings.security.secret_key = "$__file{/persist/grafana}";
    };
    loki = {
      enable = true;
      configuration.auth_enabled = false;
    };
    prometheus = {
      enable = true;
      exporters = {
        node.enable = true;
        smartctl.enable = true;
      };
    };
    uptime-kuma.enable = true;
    influxdb2.enable = true;
  };
  systemd = {
    services.collect = {
      wantedBy = [ "multi-user.target" ];
      path = [ pkgs.curl ];
      script = ''
        curl --output "$STATE_DIRECTORY/metrics" http://localhost:${toString config.services.prometheus.port}/metrics
      '';
      serviceConfig = {
        Type = "oneshot";
        DynamicUser = true;
        StateDirectory = "collect/raw collect/done";
        CacheDirectory = [ "collect" ];
      };
    };
    timers.collect = {
      wantedBy = [ "timers.target" ];
      timerConfig = {
        OnCalendar = "hourly";
        Persistent = true;
      };
    };
    tmpfiles = {
      rules = [ "d /srv/dashboards 0750 grafana grafana - -" ];
      settings."10-own"."/srv/archive".d = {
        user = "prometheus";
        mode = "0700";
      };
    };
  };
}
