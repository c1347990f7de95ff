# agenix takes the host keys when it is not told which.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.openssh.enable = true;
#                           ^^^^ error[unpersisted-host-keys]: sshd's host keys are not persisted: `/etc/ssh/key` is made anew at every boot
  services.openssh.hostKeys = [ { type = "ed25519"; path = "/etc/ssh/key"; } ];
  age.secrets.wifi.file = ./wifi.age;
#             ^^^^ error[unpersisted-decryption-key]: agenix decrypts with `/etc/ssh/key`, which is not persisted
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
