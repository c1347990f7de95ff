# Only what is written at run time, and a directory of which NixOS puts nothing anywhere.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  networking.networkmanager.enable = true;
  environment.persistence."/persist" = {
    files = [ "/etc/machine-id" ];
    directories = [
      { directory = "/etc/NetworkManager/system-connections"; mode = "0700"; }
      "/etc/mullvad-vpn"
    ];
  };
}
