{ lib, host, ... }:
{
  environment.persistence."/keep".directories = [ "/var/${lib.own.word}-${host}" ];
}
