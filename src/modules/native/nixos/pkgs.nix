# The package set, when there is none: whatever is asked of it is unknown, but for what configurations compute with.
{ lib, primops, platform, config }:
let
  inherit (primops) openAttrs unknown;
  format = name: _options: {
    type = lib.types.anything;
    generate = file: _value: unknown "pkgs.formats.${name}: ${file}";
    lib = unknown "pkgs.formats.${name}.lib";
  };
  stdenv = openAttrs "pkgs.stdenv" {
    hostPlatform = platform;
    buildPlatform = platform;
    targetPlatform = platform;
    inherit (platform)
      system
      isLinux
      isDarwin
      isx86_64
      isAarch64
      is64bit
      ;
  };
  self = openAttrs "pkgs" {
    inherit lib stdenv config;
    inherit (platform) system;
    hostPlatform = platform;
    stdenvNoCC = stdenv;
    pkgs = self;
    path = toString ../nixpkgs;
    # What patches change is not seen.
    applyPatches = args: args.src or (unknown "pkgs.applyPatches");
    callPackage = lib.callPackageWith self;
    callPackages = lib.callPackagesWith self;
    newScope = scope: lib.callPackageWith (self // scope);
    extend = _overlay: self;
    appendOverlays = _overlays: self;
    formats = openAttrs "pkgs.formats" (
      lib.genAttrs [ "json" "yaml" "toml" "ini" "iniWithGlobalSection" "keyValue" "gitIni" "pythonVars" "javaProperties" "php" "lua" "hocon" "elixirConf" "systemd" "xml" "libconfig" "cdn" ] format
    );
  };
in
self
