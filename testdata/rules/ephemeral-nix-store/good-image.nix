# An installation image brings its store along.
{
  fileSystems."/" = { device = "tmpfs"; fsType = "tmpfs"; };
  fileSystems."/nix/.ro-store" = { device = "/iso/nix-store.squashfs"; fsType = "squashfs"; };
}
