# A storage with a name, whose path is an option, for the system and in a home.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  home-manager.users.ann.home.persistence.lasting = {
    persistentStoragePath = "/persist";
    directories = [ "src" ];
  };
  environment.persistence.lasting = {
    persistentStoragePath = "/persist";
    directories = [ "/var/lib/nixos" "/var/log" ];
    files = [ "/etc/machine-id" ];
  };
}
