{
  mine = {
    persistence.enable = true;
    persistentFolder = "/keep";
    plex.enable = true;
    sonarr.enable = true;
  };
  fileSystems."/" = {
    device = "none";
    fsType = "tmpfs";
    options = [
      "size=8G"
      "mode=755"
    ];
  };
  # disko mounts what it formats, but not early enough.
  disko.devices.disk.main = {
    device = "/dev/sda";
    content = {
      type = "gpt";
      partitions.nix = {
        size = "100G";
        content = {
          type = "filesystem";
          format = "ext4";
          mountpoint = "/nix";
        };
      };
      partitions.keep = {
        size = "100%";
        content = {
          type = "filesystem";
          format = "ext4";
          mountpoint = "/keep";
        };
      };
    };
  };
}
