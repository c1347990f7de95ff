# What a function makes of a list is where it stands there.
let
  inConfig = file: ".config/${file}";
in
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/log" "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
    users.ann.files = map inConfig [
      "kwinrc"
#     ^^^^^^^^ warning[bind-mounted-renamed-file]: `/home/ann/.config/kwinrc` and 1 more are persisted by themselves, but KDE replaces them
      "notes"
      "kdeglobals"
#     ^^^^^^^^^^^^ note: as is this one
    ];
  };
}
