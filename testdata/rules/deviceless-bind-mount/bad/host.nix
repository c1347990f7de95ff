{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/etc/keys".neededForBoot = true;
#             ^^^^^^^^^^^ error[deviceless-bind-mount]: `fileSystems."/etc/keys"` has no device, and does not make the bind early
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/etc/keys" "/var/log" ];
#                                    ^^^^^^^^^^^ note: persisted here
    files = [ "/etc/machine-id" ];
  };
}
