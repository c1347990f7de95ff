{
  lib,
  rustPlatform,
  installShellFiles,
  stdenv,
}:

let
  manifest = (lib.importTOML ../Cargo.toml).package;
in
rustPlatform.buildRustPackage {
  pname = manifest.name;
  inherit (manifest) version;

  src = lib.fileset.toSource {
    root = ../.;
    # The tests read the documentation, too.
    fileset = lib.fileset.difference ../. (lib.fileset.maybeMissing ../target);
  };
  cargoLock.lockFile = ../Cargo.lock;

  # They are a check of the flake.
  doCheck = false;

  nativeBuildInputs = [ installShellFiles ];
  postInstall = lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) ''
    installShellCompletion --cmd persist-lint \
      --bash <($out/bin/persist-lint completions bash) \
      --zsh <($out/bin/persist-lint completions zsh) \
      --fish <($out/bin/persist-lint completions fish)
    $out/bin/persist-lint man --output $out/share/man/man1
  '';

  meta = {
    inherit (manifest) description;
    license = lib.licenses.mit;
    mainProgram = manifest.name;
  };
}
