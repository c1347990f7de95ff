# The storage of a home has a computed name, and its entries stand beside programs, under conditions.
{ storage, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/log" ];
    files = [ "/etc/machine-id" ];
  };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  home-manager.extraSpecialArgs = { inherit storage; };
  home-manager.users.ann.imports = [ ./chat.nix ./sound.nix ];
}
