# The same modules, but nothing is wiped and nothing persisted.
{
  mine.plex.enable = true;
  mine.sonarr.enable = true;
  fileSystems."/" = {
    device = "/dev/sda1";
    fsType = "ext4";
  };
}
