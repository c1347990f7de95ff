# What all hosts have: a root in memory and a storage that lasts, unless they say otherwise.
{ lib, ... }:
{
  nixpkgs = {
    hostPlatform = "x86_64-linux";
    config.allowUnfree = true;
    # Programs written in Haskell: the list of its packages is the largest file of nixpkgs, and copies of nixpkgs are
    # about that lack it.
    overlays = [
      (
        final: _:
        lib.genAttrs
          [
            "git-annex"
            "nixfmt"
            "nixfmt-rfc-style"
            "pandoc"
            "pandoc_3_6"
            "shellcheck"
            "shellcheck-minimal"
          ]
          (
            _:
            final.hello
            // {
              compiler.bootstrapAvailable = false;
            }
          )
      )
    ];
  };
  system.stateVersion = lib.mkDefault "25.11";
  boot.loader.grub.enable = lib.mkDefault false;
  documentation.enable = lib.mkDefault false;
  fileSystems = {
    "/" = lib.mkDefault {
      device = "none";
      fsType = "tmpfs";
      options = [
        "size=2G"
        "mode=755"
      ];
    };
    "/nix" = lib.mkDefault {
      device = "/dev/disk/by-label/nix";
      fsType = "ext4";
    };
    "/persist" = lib.mkDefault {
      device = "/dev/disk/by-label/persist";
      fsType = "ext4";
      neededForBoot = true;
    };
  };
}
