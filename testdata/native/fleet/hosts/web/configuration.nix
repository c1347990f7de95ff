{ flake, hostName, ... }:
{
  imports = [ flake.nixosModules.kept ];
  networking.hostName = hostName;
}
