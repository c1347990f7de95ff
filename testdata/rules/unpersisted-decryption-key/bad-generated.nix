# The lines of the README of sops-nix: a key beside that of the host.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  sops.age = {
    sshKeyPaths = [ "/persist/etc/ssh/ssh_host_ed25519_key" ];
    keyFile = "/var/lib/sops-nix/key.txt";
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ info[unpersisted-decryption-key]: sops-nix generates `/var/lib/sops-nix/key.txt` anew at every boot
    generateKey = true;
  };
  sops.secrets.wifi = { };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
}
