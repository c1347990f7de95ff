{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  networking.wireguard.interfaces.home = {
    ips = [ "10.0.0.2/24" ];
    privateKeyFile = "/etc/wireguard/home";
#                    ^^^^^^^^^^^^^^^^^^^^^ error[unpersisted-generated-key]: the key `/etc/wireguard/home` is made anew at every boot
    generatePrivateKeyFile = true;
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
