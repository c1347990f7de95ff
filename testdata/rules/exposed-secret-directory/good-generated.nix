# The only key in it is one that NixOS makes, which others cannot read.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    files = [ "/etc/machine-id" ];
    directories = [ "/etc/wireguard" ];
  };
  networking.wireguard.interfaces.wg0 = {
    privateKeyFile = "/etc/wireguard/wg0.key";
    generatePrivateKeyFile = true;
  };
}
