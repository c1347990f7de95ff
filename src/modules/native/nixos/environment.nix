# `environment`, `networking`, `nixpkgs`, `system`, assertions, and sets that are kept as they are.
{ lib, primops, openSubmodule, option, required, openly }:
let
  inherit (lib) types;
  etcFile =
    { name, ... }:
    {
      options = {
        enable = option types.bool true;
        target = option types.str name;
        text = option (types.nullOr types.lines) null;
        source = lib.mkOption { type = types.raw; };
        mode = option types.str "symlink";
        uid = option types.int 0;
        gid = option types.int 0;
        user = option types.str "+0";
        group = option types.str "+0";
      };
    };
  rawLike = types.anything // {
    merge =
      loc: defs:
      if builtins.length defs == 1 && !(builtins.head defs).may then
        (builtins.head defs).value
      else
        lib.mkMerge (map (d: d.value) defs);
  };
  raw = option rawLike { };
  variables = option (openly (types.attrsOf (types.anything))) { };
in
{
  options = {
    environment = {
      etc = option (openly (types.attrsOf (openSubmodule etcFile))) { };
      variables = variables;
      sessionVariables = variables;
      shellAliases = variables;
      systemPackages = option (openly (types.listOf types.raw)) [ ];
      pathsToLink = option (openly (types.listOf types.str)) [ ];
    };
    networking = {
      hostName = option types.str "nixos";
      domain = option (types.nullOr types.str) null;
      hostId = option (types.nullOr types.str) null;
      # Desktops enable these.
      networkmanager.enable = required types.bool;
      wireless.enable = required types.bool;
      wireless.iwd.enable = option types.bool false;
      useDHCP = option types.bool true;
    };
    nixpkgs = {
      hostPlatform = lib.mkOption {
        type = types.raw;
        apply = lib.systems.elaborate;
      };
      buildPlatform = lib.mkOption { type = types.raw; };
      system = lib.mkOption { type = types.str; };
      config = option (openly types.attrs) { };
      overlays = option (types.listOf types.raw) [ ];
      pkgs = lib.mkOption { type = types.raw; };
    };
    system = {
      stateVersion = lib.mkOption { type = types.str; };
      activationScripts = option (openly (types.attrsOf types.anything)) { };
      userActivationScripts = option (openly (types.attrsOf types.anything)) { };
      etc.overlay = {
        enable = option types.bool false;
        mutable = option types.bool true;
      };
      name = lib.mkOption { type = types.str; };
      nixos = {
        release = option types.raw primops.nixpkgsRelease;
        version = option types.raw lib.version;
        distroId = option types.str "nixos";
        distroName = option types.str "NixOS";
      };
    };
    assertions = option (types.listOf types.raw) [ ];
    warnings = option (types.listOf types.raw) [ ];
    # Machines inside this one.
    specialisation = option (types.attrsOf types.raw) { };
    virtualisation = {
      vmVariant = raw;
      vmVariantWithBootLoader = raw;
    };
    containers = option (types.attrsOf types.raw) { };
    lib = option (openly (types.attrsOf types.attrs)) { };
    meta = raw;
    passthru = raw;
  };
}
