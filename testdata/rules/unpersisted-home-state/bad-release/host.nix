# Until this release of home-manager, Firefox keeps its profiles at its old place.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  home-manager.users.ann = {
    home.stateVersion = "25.11";
    programs.firefox.enable = true;
#                             ^^^^ warning[unpersisted-home-state]: `programs.firefox` keeps `/home/ann/.mozilla` in a home that is wiped
  };
  environment.persistence."/persist" = {
    directories = [ "/var/log" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "docs" ];
  };
}
