# agenix decrypts with them.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.openssh.enable = true;
#                           ^^^^ error[unpersisted-host-keys]: sshd's host keys are not persisted: `/etc/ssh/ssh_host_ed25519_key` is made anew at every boot
  age.secrets.wifi.file = ./wifi.age;
#             ^^^^ error[unpersisted-decryption-key]: agenix decrypts with `/etc/ssh/ssh_host_rsa_key` and 1 more, none of which is persisted
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
}
