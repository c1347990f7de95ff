# `lib.systems` of nixpkgs as configurations use it: platforms named by a double such as "x86_64-linux".
{ lib, primops }:
let
  inherit (builtins)
    elem
    elemAt
    filter
    head
    isString
    listToAttrs
    match
    tail
    ;
  bits32 = [ "i686" "armv6l" "armv7l" "mipsel" "powerpc" "riscv32" ];
  archs = {
    x86_64 = "x86";
    i686 = "x86";
    aarch64 = "arm";
    armv6l = "arm";
    armv7l = "arm";
    riscv64 = "riscv";
    powerpc64le = "power";
  };

  # "x86_64-linux", "aarch64-apple-darwin", "x86_64-unknown-linux-gnu" → the CPU and the kernel.
  split = text: filter isString (builtins.split "-" text);
  read =
    text:
    let
      parts = split text;
      kernels = filter (p: match "(linux|darwin|windows|freebsd|netbsd|openbsd|none|wasi).*" p != null) parts;
    in
    {
      cpu = head parts;
      kernel = if kernels == [ ] then "unknown" else head (match "(linux|darwin|windows|freebsd|netbsd|openbsd|none|wasi).*" (head kernels));
      musl = match ".*musl.*" text != null;
    };

  elaborate =
    given:
    let
      args = if isString given then { system = given; } else given;
      parsed = read (args.system or args.config or "x86_64-linux");
      inherit (parsed) cpu kernel;
      family = archs.${cpu} or cpu;
      vendor = if kernel == "darwin" then "apple" else "unknown";
      is64 = !(elem cpu bits32);
      self = {
        system = "${cpu}-${kernel}";
        config = if kernel == "darwin" then "${if cpu == "aarch64" then "arm64" else cpu}-apple-darwin" else "${cpu}-unknown-${kernel}-${if parsed.musl then "musl" else "gnu"}";
        parsed = {
          _type = "system";
          cpu = {
            _type = "cpu-type";
            name = cpu;
            bits = if is64 then 64 else 32;
            inherit family;
          };
          kernel = {
            _type = "kernel";
            name = kernel;
          };
          vendor = {
            _type = "vendor";
            name = vendor;
          };
          abi = {
            _type = "abi";
            name = if kernel == "linux" then (if parsed.musl then "musl" else "gnu") else "unknown";
          };
        };
        isLinux = kernel == "linux";
        isDarwin = kernel == "darwin";
        isMacOS = kernel == "darwin";
        isWindows = kernel == "windows";
        isFreeBSD = kernel == "freebsd";
        isBSD = elem kernel [ "darwin" "freebsd" "netbsd" "openbsd" ];
        isUnix = elem kernel [ "linux" "darwin" "freebsd" "netbsd" "openbsd" ];
        isNone = kernel == "none";
        isx86_64 = cpu == "x86_64";
        isx86_32 = cpu == "i686";
        isi686 = cpu == "i686";
        isx86 = family == "x86";
        isAarch64 = cpu == "aarch64";
        isAarch32 = elem cpu [ "armv6l" "armv7l" ];
        isArmv7 = cpu == "armv7l";
        isAarch = family == "arm";
        isRiscV = family == "riscv";
        isRiscV64 = cpu == "riscv64";
        isPower = family == "power";
        isMips = match "mips.*" cpu != null;
        is64bit = is64;
        is32bit = !is64;
        isLittleEndian = true;
        isBigEndian = false;
        isMusl = parsed.musl;
        isGnu = kernel == "linux" && !parsed.musl;
        isGlibc = kernel == "linux" && !parsed.musl;
        isStatic = false;
        isAndroid = false;
        isWasm = false;
        libc = if kernel == "linux" then (if parsed.musl then "musl" else "glibc") else if kernel == "darwin" then "libSystem" else null;
        useLLVM = kernel == "darwin";
        linuxArch =
          {
            aarch64 = "arm64";
            i686 = "i386";
          }
          .${cpu} or (if family == "arm" then "arm" else if family == "riscv" then "riscv" else cpu);
        darwinArch = if cpu == "aarch64" then "arm64" else cpu;
        qemuArch = cpu;
        efiArch = { x86_64 = "x64"; i686 = "ia32"; aarch64 = "aa64"; }.${cpu} or cpu;
        uname = {
          system = if kernel == "darwin" then "Darwin" else "Linux";
          processor = cpu;
        };
        extensions = {
          sharedLibrary = if kernel == "darwin" then ".dylib" else ".so";
          staticLibrary = ".a";
          executable = "";
        };
        canExecute = other: other.system or other == self.system;
        emulatorAvailable = _pkgs: true;
        linux-kernel = primops.unknown "platform.linux-kernel";
        gcc = { };
        rustc = { };
      }
      // (if isString given then { } else builtins.removeAttrs given [ "system" "config" ]);
    in
    self;

  linux = [ "aarch64-linux" "armv6l-linux" "armv7l-linux" "i686-linux" "powerpc64le-linux" "riscv64-linux" "x86_64-linux" ];
  darwin = [ "x86_64-darwin" "aarch64-darwin" ];
in
{
  inherit elaborate;
  equals = a: b: a.system == b.system;
  systemToAttrs = s: if isString s then { system = s; } else s;
  flakeExposed = [
    "x86_64-linux"
    "aarch64-linux"
    "x86_64-darwin"
    "armv6l-linux"
    "armv7l-linux"
    "i686-linux"
    "aarch64-darwin"
    "powerpc64le-linux"
    "riscv64-linux"
    "x86_64-freebsd"
  ];
  doubles = {
    all = linux ++ darwin;
    unix = linux ++ darwin;
    inherit linux darwin;
    x86_64 = [ "x86_64-linux" "x86_64-darwin" ];
    aarch64 = [ "aarch64-linux" "aarch64-darwin" ];
    x86 = [ "i686-linux" "x86_64-linux" "x86_64-darwin" ];
    arm = [ "armv6l-linux" "armv7l-linux" ];
    none = [ ];
  };
  platforms = primops.openAttrs "lib.systems.platforms" { };
  architectures = primops.openAttrs "lib.systems.architectures" { };
  parse = primops.openAttrs "lib.systems.parse" {
    mkSystemFromString = text: (elaborate text).parsed;
    doubleFromSystem = s: "${s.cpu.name}-${s.kernel.name}";
  };
  inspect = primops.openAttrs "lib.systems.inspect" { };
  examples = {
    aarch64-multiplatform.config = "aarch64-unknown-linux-gnu";
    gnu64.config = "x86_64-unknown-linux-gnu";
    musl64.config = "x86_64-unknown-linux-musl";
    raspberryPi.config = "armv6l-unknown-linux-gnueabihf";
    riscv64.config = "riscv64-unknown-linux-gnu";
  };
}
