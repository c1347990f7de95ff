# The host key is only reached through a directory that is bound later.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.mutableUsers = false;
  users.users.ann = { isNormalUser = true; uid = 1000; hashedPasswordFile = "/run/secrets-for-users/ann"; };
#             ^^^ warning[unpersisted-home]: nothing in the home of `ann` is kept
  services.openssh.enable = true;
  services.openssh.hostKeys = [ { type = "ed25519"; path = "/etc/ssh/host_key"; } ];
  sops.secrets.ann = { neededForUsers = true; };
  sops.secrets.wifi = { };
  environment.persistence."/persist" = {
    directories = [ "/etc/ssh" "/var/lib/nixos" ];
#                   ^^^^^^^^^^ error[late-decryption-key]: sops-nix decrypts before its key `/etc/ssh/host_key` is there
#                   ^^^^^^^^^^ note: `/etc/ssh` is set up here
#                   ^^^^^^^^^^ warning[shadowed-etc-files]: `/etc/ssh` hides files that NixOS puts there, such as `/etc/ssh/sshd_config`
    files = [ "/etc/machine-id" ];
  };
}
