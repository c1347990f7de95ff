{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.openssh.enable = true;
  services.openssh.hostKeys = [ { type = "ed25519"; path = "/etc/ssh/key"; } ];
  preservation.enable = true;
  preservation.preserveAt."/persist".files = [ "/etc/ssh/key" "/etc/ssh/key.pub" ];
#                                              ^^^^^^^^^^^^^^ error[bind-mounted-host-key]: the host key `/etc/ssh/key` is a bind mount
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
