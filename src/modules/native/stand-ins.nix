# What takes the place of an input that is not on disk.
# primops → { repository (its name in lower case, with or without the owner), name, path, private, release } → value
primops:
let
  table = import ./nixos/stand-ins.nix;
  quiet = import ./quiet.nix;
  known = table primops (import ./nixpkgs/lib);
  lastOf = text: let parts = builtins.filter builtins.isString (builtins.split "/" text); in builtins.elemAt parts (builtins.length parts - 1);
in
{
  repository ? "",
  name ? "",
  path ? name,
  private ? false,
  release ? null,
}:
let
  # Not every lock file names the repository.
  # An archive is at the repository's address.
  last = lastOf (builtins.head (builtins.split "/archive/" (if repository == "" then name else repository)));
  # Short names that others have, too.
  owned = {
    "snowfallorg/lib" = "snowfall-lib";
    "vic/den" = "den";
    "denful/den" = "den";
  };
  key = owned.${repository} or (if last == "den" && repository != "" then repository else last);
  missing = "input `${path}` is not on disk";
  reason = missing + quiet { inherit repository private; };
  # What keeps nothing, of repositories of which the rest does.
  quietParts = {
    # It runs virtual machines. The other modules are for the machines.
    "microvm.nix".nixosModules = primops.lenientAttrs missing { host = primops.unknown "${missing}; its modules keep nothing"; };
  };
  other = primops // { nixpkgsRelease = release; };
  isOther = release != null && !(primops.isUnknown primops.nixpkgsRelease) && release != primops.nixpkgsRelease;
  versioned = if isOther then table other (import ./lib other) else known;
in
if key == "nixpkgs" || key == "nixpkgs-channels" || key == "nixpkgs.lib" then
  versioned.nixpkgs
else
  known.${key} or (primops.lenientAttrs reason ({
    _type = "flake";
    # Every flake has a place: what takes one, such as the registry, is not wrong but unknown.
    outPath = primops.unknown reason;
    # What `or` would put in their place is not what a flake is made of: they may make its hosts.
    flakeModule = primops.unknown reason;
    flakeModules = primops.openAttrs reason { };
    # Libraries are often merged with others: what those have stays known.
    lib = primops.openAttrs missing { };
  }
  // (if private then { } else quietParts.${last} or { })))
