# Modules of nixpkgs that configurations import by path, as far as they matter. modulesPath → { path = module; … }
modulesPath:
let
  at = file: "${toString modulesPath}/${file}";
  quiet = {
    imports = [ ];
  };
  names = [
    "installer/scan/not-detected.nix"
    "installer/scan/detected.nix"
    "hardware/cpu/intel-npu.nix"
    "hardware/network/broadcom-43xx.nix"
    "hardware/video/displaylink.nix"
    "profiles/clone-config.nix"
    "profiles/demo.nix"
    "profiles/graphical.nix"
    "profiles/image-based-appliance.nix"
    "profiles/installation-device.nix"
    "profiles/bashless.nix"
    "profiles/nix-builder-vm.nix"
    "profiles/macos-builder.nix"
    "security/apparmor/default.nix"
    "programs/nix-ld.nix"
    "profiles/qemu-guest.nix"
    "profiles/headless.nix"
    "profiles/minimal.nix"
    "profiles/hardened.nix"
    "profiles/all-hardware.nix"
    "profiles/base.nix"
    "misc/nixpkgs/read-only.nix"
  ];
in
builtins.listToAttrs (
  map (name: {
    name = at name;
    value = quiet // { key = at name; _file = at name; };
  }) names
)
// {
  ${at "installer/scan/not-detected.nix"} =
    { lib, ... }:
    {
      hardware.enableRedistributableFirmware = lib.mkDefault true;
    };
  ${at "profiles/minimal.nix"} =
    { lib, ... }:
    {
      documentation.enable = lib.mkDefault false;
      services.logrotate.enable = lib.mkDefault false;
    };
  ${at "profiles/bashless.nix"} =
    { lib, ... }:
    {
      services.logrotate.enable = lib.mkDefault false;
    };
  ${at "profiles/perlless.nix"} =
    { lib, ... }:
    {
      boot.initrd.systemd.enable = lib.mkDefault true;
      system.etc.overlay.enable = lib.mkDefault true;
    };
}
