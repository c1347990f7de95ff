# Firefox of NixOS uses either of two places; that of home-manager has its own option.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  users.users.ann.isNormalUser = true;
  users.users.ben.isNormalUser = true;
  users.users.eve.isNormalUser = true;
  programs.firefox.enable = true;
  home-manager.users.ann.programs.firefox.configPath = ".config/mozilla/firefox";
  home-manager.users.eve.programs.firefox = { enable = true; configPath = ".config/mozilla/firefox"; };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ ".mozilla" ];
    users.ben.directories = [ ".config/mozilla" ];
    users.eve.directories = [ ".config/mozilla/firefox" ];
  };
}
