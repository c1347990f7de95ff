# An entry that is there is not added once more.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.etc."machine-id".source = "/nix/state/etc/machine-id";
#                 ^^^^^^^^^^^^ warning[unwritable-machine-id]: `/etc/machine-id` is a link of `environment.etc` to `/nix/state/etc/machine-id`
  environment.persistence."/nix/state" = { directories = [ "/var/log" ]; files = [ "/etc/machine-id" ]; };
}
