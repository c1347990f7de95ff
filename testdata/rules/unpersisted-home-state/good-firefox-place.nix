# Whatever home-manager takes for its place, Firefox uses the old one where there is one.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  home-manager.users.ann = {
    programs.firefox.enable = true;
    programs.firefox.configPath = ".config/mozilla/firefox";
    home.stateVersion = "26.05";
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ { directory = ".mozilla"; mode = "0700"; } ];
  };
}
