# The connection that the machine needs is a secret of the configuration.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  networking.networkmanager.enable = true;
  age.identityPaths = [ "/nix/persist/key" ];
  age.secrets.office = {
    file = ./office.age;
    path = "/etc/NetworkManager/system-connections/office.nmconnection";
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
