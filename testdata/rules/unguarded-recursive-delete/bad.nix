{
  fileSystems."/" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=root" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=nix" ]; };
  boot.initrd.systemd.enable = false;
  boot.initrd.postResumeCommands = ''
#@ 5:36-15:5 info[unguarded-recursive-delete]: old roots are deleted with what `btrfs subvolume list -o` says is in them, be they subvolumes or not
    mkdir -p /top
    mount /dev/disk/by-label/main /top
    mv /top/root "/top/old/$(date +%s)"
    throw_away() {
      for below in $(btrfs subvolume list -o "$1" | cut -f 9- -d ' '); do throw_away "/top/$below"; done
      btrfs subvolume delete "$1"
    }
    for old in $(find /top/old/ -maxdepth 1 -mtime +14); do throw_away "$old"; done
    btrfs subvolume create /top/root
  '';
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
