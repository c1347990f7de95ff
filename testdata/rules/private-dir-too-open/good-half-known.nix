# Where the rule is about is not known as a whole, but how it ends is.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  systemd.services.notes.serviceConfig = { DynamicUser = true; StateDirectory = "notes"; };
  environment.persistence."/nix/persist" = {
    directories = [ { directory = "/var/lib/private/notes"; mode = "0700"; } ];
    files = [ "/etc/machine-id" ];
  };
  systemd.tmpfiles.rules = [ "d ${import <missing/storage>}/var/lib/private 0700 root root -" ];
}
