# home-manager says absolutely what the entry says within the home.
# otherwise: unpersisted-home-state
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  users.users.ann = { isNormalUser = true; uid = 1000; hashedPassword = "!"; };
  users.mutableUsers = false;
  users.users.root.hashedPassword = "$y$j9T$x";
  home-manager.users.ann = { config, ... }: {
    home = { username = "ann"; homeDirectory = "/home/ann"; stateVersion = "26.05"; };
    programs.gpg = { enable = true; homedir = "${config.xdg.dataHome}/gnupg"; };
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" "/var/log" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [
      "src"
      { directory = ".local/share/gnupg"; mode = "0700"; } # here
    ];
  };
}
