{
  fileSystems."/" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=root" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=nix" ]; };
  boot.initrd.systemd.enable = false;
  boot.initrd.postResumeCommands = ''
    mkdir -p /top
    mount /dev/disk/by-label/main /top
    mv /top/root "/top/old/$(date +%s)"
    throw_away() {
      [ "$(stat -c %i "$1")" = 256 ] || return 0
      for below in $(btrfs subvolume list -o "$1" | cut -f 9- -d ' '); do throw_away "/top/$below"; done
      btrfs subvolume delete "$1"
    }
    for old in $(find /top/old/ -maxdepth 1 -mtime +14); do throw_away "$old"; done
    btrfs subvolume create /top/root
  '';
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
