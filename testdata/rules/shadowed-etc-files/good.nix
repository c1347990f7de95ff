# What is made at run time, and nothing else.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.openssh.enable = true;
  services.openssh.hostKeys = [ { type = "ed25519"; path = "/etc/ssh/key"; } ];
  environment.etc."app/app.conf".text = "x";
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/etc/app/state" "/etc/nixos" ];
    files = [ "/etc/machine-id" "/etc/ssh/key" ];
  };
}
