{
  fileSystems."/" = {
    device = "/dev/sda2";
    fsType = "ext4";
  };
  fileSystems."/home/mia" = {
    device = "tmpfs";
    fsType = "tmpfs";
    options = [
      "size=4G"
      "mode=700"
      "uid=1000"
    ];
  };
  users.users.mia = {
    isNormalUser = true;
    uid = 1000;
  };
  programs.fuse.userAllowOther = true;
  # Lasts: it is not in a home.
  services.forgejo.enable = true;
  system.stateVersion = "25.05";
}
