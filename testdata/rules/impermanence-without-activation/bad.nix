{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  system.nixos-init.enable = true;
#                            ^^^^ warning[impermanence-without-activation]: impermanence makes no directories with `system.nixos-init.enable`
  services.userborn.enable = true;
  services.userborn.passwordFilesLocation = "/persist/etc";
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
#                                              ^^^^^^^^^^^^^^^^^ note: persisted by impermanence
}
