# agenix decrypts before the files of impermanence are bound, sops-nix after them.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  age.identityPaths = [ "/etc/key" ];
#                       ^^^^^^^^^^ error[late-decryption-key]: agenix decrypts before its key `/etc/key` is there
  age.secrets.wifi.file = ./wifi.age;
  sops.age.keyFile = "/etc/key";
  sops.secrets.wifi = { };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" "/etc/key" ];
#                               ^^^^^^^^^^ note: `/etc/key` is set up here
  };
}
