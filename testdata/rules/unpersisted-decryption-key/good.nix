# One key is enough, and storage below /nix lasts.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  sops.age.keyFile = "/var/lib/sops/key.txt";
  sops.age.sshKeyPaths = [ "/persist/etc/ssh/key" ];
  sops.secrets.wifi = { };
  age.identityPaths = [ "/nix/state/key" ];
  age.secrets.wifi.file = ./wifi.age;
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
