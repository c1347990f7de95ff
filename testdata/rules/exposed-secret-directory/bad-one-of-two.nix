# One of the keys is put there by hand.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    files = [ "/etc/machine-id" ];
    directories = [ "/etc/wireguard" ];
#                   ^^^^^^^^^^^^^^^^ warning[exposed-secret-directory]: `/etc/wireguard` is made with mode 0755, open to other users
  };
  networking.wireguard.interfaces.wg0 = {
    privateKeyFile = "/etc/wireguard/wg0.key";
    generatePrivateKeyFile = true;
  };
  networking.wg-quick.interfaces.wg1.privateKeyFile = "/etc/wireguard/wg1.key";
}
