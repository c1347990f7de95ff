# Files of a Firefox profile, and those of KDE programs.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
    users.ann.files = [
      ".config/mozilla/firefox/ann/prefs.js"
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[bind-mounted-renamed-file]: `/home/ann/.config/mozilla/firefox/ann/prefs.js` and 1 more are persisted by themselves, but Firefox replaces them
      ".config/mozilla/firefox/ann/logins.json"
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note: as is this one
      ".config/mozilla/firefox/ann/places.sqlite"
      ".config/krunnerrc"
#     ^^^^^^^^^^^^^^^^^^^ warning[bind-mounted-renamed-file]: `/home/ann/.config/krunnerrc` and 1 more are persisted by themselves, but KDE replaces them
      ".config/kwinrulesrc"
#     ^^^^^^^^^^^^^^^^^^^^^ note: as is this one
    ];
  };
}
