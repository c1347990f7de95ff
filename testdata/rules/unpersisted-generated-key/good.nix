{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  networking.wireguard.interfaces.home = {
    ips = [ "10.0.0.2/24" ];
    privateKeyFile = "/nix/persist/etc/wireguard/home";
    generatePrivateKeyFile = true;
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
