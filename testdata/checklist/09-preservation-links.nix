# preservation links the files instead of binding them.
# otherwise: unpersisted-host-keys
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.openssh.enable = true;
  preservation = {
    enable = true;
    preserveAt."/nix/persist" = {
      directories = [ { directory = "/var/lib/nixos"; inInitrd = true; } ];
      files = [
        { file = "/etc/machine-id"; inInitrd = true; }
        { file = "/etc/ssh/ssh_host_ed25519_key"; how = "symlink"; configureParent = true; } # here
        { file = "/etc/ssh/ssh_host_rsa_key"; how = "symlink"; configureParent = true; } # here
      ];
    };
  };
}
