# The storage is not even a filesystem here.
{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
#             ^^^ note: nothing in the configuration empties this filesystem
  environment.persistence."/persist".directories = [ "/var/log" ];
#                         ^^^^^^^^^^ info[no-ephemeral-root]: paths are persisted, but nothing wipes `/`
}
