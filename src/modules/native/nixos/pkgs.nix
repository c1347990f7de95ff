# The package set, when there is none: whatever is asked of it is unknown, but for what configurations compute with.
{
  lib,
  primops,
  platform,
  config,
  overlays ? [ ],
}:
let
  inherit (primops) isUnknown openAttrs unknown;
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
  # A script of the configuration: its text is what matters.
  written =
    name: text:
    let
      outPath = primops.script name text;
      self = {
        inherit outPath text system;
        type = "derivation";
        # It keeps nothing, whatever it is called like.
        name = unknown "pkgs.writeText: name";
        drvPath = unknown "pkgs.writeText: drvPath";
        outputs = [ "out" ];
        out = self;
        meta.mainProgram = name;
        overrideAttrs = _: self;
        passthru = { };
      };
    in
    if isUnknown outPath then outPath else self;
  inherit (platform) system;
  # What overlays add to it. Those that cannot be read add nothing that is known.
  closed = primops.closed;
  self = builtins.foldl' (
    prev: overlay:
    let
      added = primops.recover (overlay self prev);
    in
    if isUnknown overlay || isUnknown added || !(builtins.isAttrs added) then prev else openAttrs "pkgs." (prev // added)
  ) base (if isUnknown overlays then [ ] else closed overlays);
  base = openAttrs "pkgs." {
    inherit lib stdenv config overlays;
    inherit (platform) system;
    hostPlatform = platform;
    stdenvNoCC = stdenv;
    pkgs = self;
    path = toString ../nixpkgs;
    # What patches change is not seen.
    applyPatches = args: args.src or (unknown "pkgs.applyPatches");
    writeShellScript = written;
    writeShellScriptBin = written;
    writeScript = written;
    writeScriptBin = written;
    writeShellApplication = { name, text, ... }: written name text;
    callPackage = lib.callPackageWith self;
    callPackages = lib.callPackagesWith self;
    newScope = scope: lib.callPackageWith (self // scope);
    extend = overlay: extended [ overlay ];
    appendOverlays = extended;
    formats = openAttrs "pkgs.formats" (
      lib.genAttrs [ "json" "yaml" "toml" "ini" "iniWithGlobalSection" "keyValue" "gitIni" "pythonVars" "javaProperties" "php" "lua" "hocon" "elixirConf" "systemd" "xml" "libconfig" "cdn" ] format
    );
  };
  extended =
    more:
    import ./pkgs.nix {
      inherit lib primops platform config;
      overlays = (if isUnknown overlays then [ ] else overlays) ++ more;
    };
in
self
