# home-manager takes an absolute path as well.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  home-manager.users.ann = { config, ... }: {
    home = { username = "ann"; homeDirectory = "/home/ann"; stateVersion = "26.05"; };
    programs.firefox = { enable = true; configPath = "${config.xdg.configHome}/firefox"; };
    home.persistence."/persist".directories = [ ".config/firefox" ];
  };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/log" ];
    files = [ "/etc/machine-id" ];
  };
}
