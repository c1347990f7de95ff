# Outside the initrd, preservation leaves the order to systemd.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; };
  environment.etc."machine-id".text = "0123456789abcdef0123456789abcdef";
  preservation = {
    enable = true;
    preserveAt."/persist".files = [ "/etc/app.conf" ];
  };
}
