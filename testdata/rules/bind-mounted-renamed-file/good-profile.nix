# A database and the outputs of KWin are written in place; what KDE finds behind a link, it replaces there.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
    users.ann.files = [
      ".config/mozilla/firefox/ann/places.sqlite"
      ".config/kwinoutputconfig.json"
      { file = ".config/krunnerrc"; method = "symlink"; }
    ];
  };
}
