# Firefox works in memory; a service of the user copies its profile to the storage when the session ends.
{ lib, pkgs, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  home-manager.users.ann = {
    home = { username = "ann"; homeDirectory = "/home/ann"; stateVersion = "25.11"; };
    programs.firefox.enable = true;
    systemd.user.services.browser-profile.Service = {
      Type = "oneshot";
      RemainAfterExit = true;
      ExecStart = "${lib.getExe pkgs.rsync} -a /persist/browser/ /home/ann/.mozilla/";
      ExecStop = "${lib.getExe pkgs.rsync} -a /home/ann/.mozilla/ /persist/browser/";
    };
    home.persistence."/persist".directories = [ "src" ];
  };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/log" ];
    files = [ "/etc/machine-id" ];
  };
}
