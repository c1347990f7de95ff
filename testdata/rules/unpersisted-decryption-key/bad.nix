{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  sops.age.keyFile = "/var/lib/sops/key.txt";
#                    ^^^^^^^^^^^^^^^^^^^^^^^ error[unpersisted-decryption-key]: sops-nix decrypts with `/var/lib/sops/key.txt`, which is not persisted
  sops.age.generateKey = true;
  sops.secrets.wifi = { };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
