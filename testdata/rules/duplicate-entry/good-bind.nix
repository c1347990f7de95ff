# The first version of impermanence makes such binds itself.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/srv" = { device = "/persist/srv"; fsType = "none"; options = [ "bind" ]; };
  environment.persistence."/persist" = {
    directories = [ "/srv" ];
    files = [ "/etc/machine-id" ];
  };
}
