# A link of home-manager leads to where it is kept.
{ config, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  users.users.ann.isNormalUser = true;
  home-manager.users.ann = {
    programs.gpg.enable = true;
    home.file.".gnupg".source = config.home-manager.users.ann.lib.file.mkOutOfStoreSymlink "/nix/persist/gnupg";
    home.stateVersion = "25.11";
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "Documents" ];
  };
}
