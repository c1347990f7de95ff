# The key is a secret that is decrypted to its place, with another key.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
  services.openssh = {
    enable = true;
    hostKeys = [ { type = "ed25519"; path = "/etc/ssh/ssh_host_ed25519_key"; } ];
  };
  sops.age = { keyFile = "/persist/keys/machine"; sshKeyPaths = [ ]; };
  sops.gnupg.sshKeyPaths = [ ];
  sops.secrets.host-key.path = "/etc/ssh/ssh_host_ed25519_key";
}
