# A client that is called `netbird` has no more in the name of its directory.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    files = [ "/etc/machine-id" ];
    directories = [ { directory = "/var/lib/netbird"; mode = "0700"; } ];
  };
  services.netbird.clients.default = {
    name = "netbird";
    port = 51820;
  };
}
