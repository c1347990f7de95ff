{ host, ... }:
{
  home.file.${host} = { };
}
