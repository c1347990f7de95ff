{
  preservation.enable = true;
  preservation.preserveAt."/persist" = {
    directories = [
      "/var/log"
      {
        directory = "/var/lib/nixos";
        inInitrd = true;
      }
      "/var/lib/systemd/timers"
      # Not in one list with its data.
      "/var/lib/postgresql"
    ];
    files = [
      {
        file = "/etc/machine-id";
        inInitrd = true;
      }
      {
        file = "/etc/ssh/ssh_host_ed25519_key";
        how = "symlink";
        configureParent = true;
      }
    ];
    users.root.directories = [ ".cache/restic" ];
    users.ann = {
      commonMountOptions = [ "x-gvfs-hide" ];
      directories = [ ".ssh" ];
    };
  };

  users.users.ann = {
    isNormalUser = true;
    uid = 1000;
  };
  services.openssh.enable = true;
  services.postgresql.enable = true;
  services.vaultwarden.enable = true;
  system.stateVersion = "25.11";
}
