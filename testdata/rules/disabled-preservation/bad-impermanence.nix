{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.etc."machine-id".text = "0123456789abcdef0123456789abcdef";
  environment.persistence."/persist" = {
#                         ^^^^^^^^^^ warning[disabled-preservation]: `/persist` should keep 1 path, but it is switched off
    enable = false;
#            ^^^^^ note: switched off here
    directories = [ "/var/lib/nixos" ];
  };
}
