# Without a server, what is said for clients is hidden.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  programs.ssh.knownHosts.builder.publicKey = "ssh-ed25519 AAAA";
#                         ^^^^^^^ note: goes into one of them
  environment.persistence."/persist" = {
    directories = [ "/etc/ssh" ];
#                   ^^^^^^^^^^ warning[shadowed-etc-files]: `/etc/ssh` hides files that NixOS puts there, such as `/etc/ssh/ssh_config`
    files = [ "/etc/machine-id" ];
  };
}
