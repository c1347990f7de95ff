# systems: each expression with its value.
lib:
with lib;
{
  sys = {
    expr = let s = systems.elaborate "x86_64-linux"; in [ s.isLinux s.system s.isx86_64 s.parsed.cpu.name s.config s.linuxArch s.is64bit s.isMusl s.libc s.efiArch s.uname.processor (systems.elaborate "aarch64-darwin").isDarwin (systems.elaborate "aarch64-darwin").config (systems.elaborate {system="aarch64-linux";}).isAarch64 (systems.elaborate {config="aarch64-unknown-linux-musl";}).isMusl (systems.elaborate "aarch64-linux").linuxArch (systems.elaborate "armv7l-linux").isAarch32 (systems.elaborate "x86_64-linux").parsed.kernel.name ];
    expected = [ true "x86_64-linux" true "x86_64" "x86_64-unknown-linux-gnu" "x86_64" true false "glibc" "x64" "x86_64" true "arm64-apple-darwin" true true "arm64" true "linux" ];
  };
}
