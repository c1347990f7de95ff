# A script of home-manager brings the keys back.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  home-manager.users.ann = {
    home = { username = "ann"; homeDirectory = "/home/ann"; stateVersion = "26.05"; };
    programs.gpg.enable = true;
    home.activation.keys = {
      after = [ "writeBoundary" ];
      before = [ ];
      data = ''
        run mkdir -p "$HOME/.gnupg"
        run tar xf /run/agenix/keys.tar -C "$HOME/.gnupg"
      '';
    };
    home.persistence."/persist".directories = [ "src" ];
  };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/log" ];
    files = [ "/etc/machine-id" ];
  };
}
