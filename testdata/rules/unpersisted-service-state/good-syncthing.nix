# Its configuration is elsewhere, and with it all that it keeps beside the folders that are named.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
  services.syncthing = {
    enable = true;
    configDir = "/persist/syncthing";
    settings.folders.papers.path = "/persist/papers";
  };
}
