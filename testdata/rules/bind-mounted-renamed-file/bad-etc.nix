{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  networking.wireless.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" "/etc/wpa_supplicant.conf" ];
#                               ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[bind-mounted-renamed-file]: `/etc/wpa_supplicant.conf` is persisted by itself, but wpa_supplicant replaces it
  };
}
