# One entry is known, others are not.
{ opaque, ... }:
{
  environment.persistence."/keep" = [ "/var/log" ] ++ opaque.entries;
  systemd.mounts = [ { where = "/data"; } ];
}
