{ config, ... }:
{
  environment.persistence."/keep".files = [ "/etc/${config.networking.hostName}" ];
}
