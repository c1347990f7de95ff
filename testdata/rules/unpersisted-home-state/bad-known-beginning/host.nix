# Of one entry only the beginning is known: what it keeps is below that.
{ config, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  users.users.bob = { isNormalUser = true; uid = 1001; };
  home-manager.users.ann.programs = {
    librewolf.enable = true;
    librewolf.profiles.main = { };
    zoxide.enable = true;
    gpg.enable = true;
#                ^^^^ warning[unpersisted-home-state]: `programs.gpg` keeps `/home/ann/.gnupg` in a home that is wiped
  };
  home-manager.users.bob.programs.gpg.enable = true;
  environment.persistence."/persist" = {
    directories = [ "/var/log" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [
      "docs"
      ".librewolf/${config.home-manager.users.ann.programs.librewolf.profiles.main.path}"
      { directory = ".local/share/${config.home-manager.users.ann.programs.other.name}"; }
    ];
    # Nothing of this one is known.
    users.bob.directories = [ "docs" config.home-manager.users.bob.programs.other.name ];
  };
}
