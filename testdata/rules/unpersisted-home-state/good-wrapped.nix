# The overlay gives the program another home, which is kept.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  nixpkgs.overlays = [
    (_final: prev: {
      steam = prev.steam.override { extraBwrapArgs = [ "--bind $HOME/.local/share/games $HOME" ]; };
    })
  ];
  programs.steam.enable = true;
  users.users.ann = { isNormalUser = true; uid = 1000; };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/log" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ ".local/share/games" ];
  };
}
