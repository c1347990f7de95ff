# No journal is kept, but networkd asks for addresses in the name of the id.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.journald.storage = "volatile";
  networking.useNetworkd = true;
  environment.persistence."/persist".directories = [ "/var/lib/nixos" ];
#                         ^^^^^^^^^^ warning[unpersisted-machine-id]: `/etc/machine-id` is not persisted, so the machine gets a new id at every boot
}
