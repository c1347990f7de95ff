{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  users.users.bob = { isNormalUser = true; uid = 1001; home = "/srv/bob"; };
  home-manager.users.ann.home.persistence."/persist".directories = [ "src" ];
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/log" ];
    files = [ "/etc/machine-id" ];
    users.bob.directories = [ "src" ];
  };
}
