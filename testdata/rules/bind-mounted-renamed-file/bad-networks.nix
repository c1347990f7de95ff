# What was added by hand is written to a new file.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  networking.wireless = { enable = true; allowAuxiliaryImperativeNetworks = true; userControlled = true; };
  preservation.enable = true;
  preservation.preserveAt."/persist" = {
    directories = [ { directory = "/var/lib/nixos"; inInitrd = true; } ];
    files = [
      { file = "/etc/machine-id"; inInitrd = true; }
      { file = "/etc/wpa_supplicant/imperative.conf"; mode = "0640"; }
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[bind-mounted-renamed-file]: `/etc/wpa_supplicant/imperative.conf` is persisted by itself, but wpa_supplicant replaces it
    ];
  };
  systemd.suppressedSystemUnits = [ "systemd-machine-id-commit.service" ];
}
