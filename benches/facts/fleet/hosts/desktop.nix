# A desktop with preservation.
{ inputs, ... }:
{
  imports = [ inputs.preservation.nixosModules.preservation ];
  boot.initrd.systemd.enable = true;
  services = {
    desktopManager.plasma6.enable = true;
    displayManager.sddm.enable = true;
    flatpak.enable = true;
    printing.enable = true;
  };
  networking.networkmanager.enable = true;
  hardware.bluetooth.enable = true;
  programs.steam.enable = true;
  users.users.ann = {
    isNormalUser = true;
    extraGroups = [ "networkmanager" ];
  };
  preservation = {
    enable = true;
    preserveAt."/persist" = {
      directories = [
        "/etc/NetworkManager/system-connections"
        "/var/lib/bluetooth"
        {
          directory = "/var/lib/nixos";
          inInitrd = true;
        }
      ];
      files = [
        {
          file = "/etc/machine-id";
          inInitrd = true;
          how = "symlink";
          configureParent = true;
        }
      ];
      users.ann = {
        commonMountOptions = [ "x-gvfs-hide" ];
        directories = [
          "Documents"
          {
            directory = ".ssh";
            mode = "0700";
          }
        ];
        files = [ ".histfile" ];
      };
    };
  };
}
