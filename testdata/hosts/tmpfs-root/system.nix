{
  networking.hostName = "laptop";
  networking.networkmanager.enable = true;
  hardware.bluetooth.enable = true;
  services.colord.enable = true;
  programs.fuse.userAllowOther = true;

  users.mutableUsers = false;
  users.users.ann = {
    isNormalUser = true;
    hashedPasswordFile = "/persistent/passwords/ann";
  };
  system.stateVersion = "25.05";
}
