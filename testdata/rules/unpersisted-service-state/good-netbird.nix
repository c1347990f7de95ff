# The client of the switch is called `netbird`, as is its directory, whatever else is set for it.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    files = [ "/etc/machine-id" ];
    directories = [ { directory = "/var/lib/netbird"; mode = "0700"; } ];
  };
  services.netbird = {
    enable = true;
    clients.default.port = 51829;
  };
}
