# NetworkManager's own file is known without nixpkgs, and the host keys are not in the directory of sshd.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  networking.networkmanager.enable = true;
  services.openssh = {
    enable = true;
    hostKeys = [ { type = "ed25519"; path = "/persist/etc/ssh/ssh_host_ed25519_key"; } ];
  };
  environment.persistence."/persist" = {
    files = [ "/etc/machine-id" ];
    directories = [ "/etc/NetworkManager" "/etc/ssh" ];
#                   ^^^^^^^^^^^^^^^^^^^^^ warning[shadowed-etc-files]: `/etc/NetworkManager` hides files that NixOS puts there, such as `/etc/NetworkManager/NetworkManager.conf`
#                                         ^^^^^^^^^^ warning[shadowed-etc-files]: `/etc/ssh` hides files that NixOS puts there, such as `/etc/ssh/sshd_config`
  };
}
