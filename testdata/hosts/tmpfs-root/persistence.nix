{
  environment.persistence."/persistent" = {
    hideMounts = true;
    directories = [
      "/var/log"
      "/var/lib/bluetooth"
      "/var/lib/nixos"
      "/var/lib/systemd/coredump"
      "/var/lib/systemd/timers"
      "/etc/NetworkManager/system-connections"
      {
        directory = "/var/lib/colord";
        user = "colord";
        group = "colord";
        mode = "u=rwx,g=rx,o=";
      }
    ];
    files = [
      "/etc/machine-id"
      {
        file = "/var/keys/backup";
        parentDirectory.mode = "u=rwx,g=,o=";
      }
    ];
    users.ann = {
      directories = [
        "Documents"
        {
          directory = ".ssh";
          mode = "0700";
        }
      ];
      files = [ ".bash_history" ];
    };
  };
}
