# An entry that is left of a service, or that another machine needs: nothing refuses to start here.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist" = {
    directories = [ { directory = "/var/lib/private/notes"; mode = "0700"; } ];
    files = [ "/etc/machine-id" ];
  };
}
