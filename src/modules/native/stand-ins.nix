# What takes the place of an input that is not on disk.
# primops → { repository ("owner/name" in lower case), name, path, release } → value
primops:
let
  table = import ./nixos/stand-ins.nix primops;
  byRepository = builtins.listToAttrs (
    map (repository: {
      name = builtins.replaceStrings letters.upper letters.lower repository;
      value = table.${repository};
    }) (builtins.attrNames table)
  );
  characters = text: builtins.genList (i: builtins.substring i 1 text) (builtins.stringLength text);
  letters = {
    upper = characters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    lower = characters "abcdefghijklmnopqrstuvwxyz";
  };
  # Not every lock file names the repository; these names are not used for anything else.
  byName = {
    nixpkgs = "nixos/nixpkgs";
    impermanence = "nix-community/impermanence";
    preservation = "nix-community/preservation";
    home-manager = "nix-community/home-manager";
    flake-parts = "hercules-ci/flake-parts";
    flake-utils = "numtide/flake-utils";
    import-tree = "vic/import-tree";
    disko = "nix-community/disko";
    sops-nix = "mic92/sops-nix";
    agenix = "ryantm/agenix";
  };
in
{
  repository ? "",
  name ? "",
  path ? name,
  release ? null,
}:
let
  key = if repository == "" then byName.${name} or "" else repository;
in
if key == "nixos/nixpkgs" || key == "nixos/nixpkgs-channels" || key == "nix-community/nixpkgs.lib" then
  (import ./nixos/stand-ins.nix (if release == null then primops else primops // { nixpkgsRelease = release; }))."NixOS/nixpkgs"
else
  byRepository.${key} or (primops.unknown "the input ${path} is not on disk")
