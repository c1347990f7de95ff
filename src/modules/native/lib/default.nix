# The `lib` of nixpkgs as configurations use it. primops → lib
primops:
let
  inherit (import ./fixed-points.nix { }) makeExtensible;
  # What is not written here may be in the `lib` that was locked.
  lenient = primops.lenientAttrs;
in
makeExtensible (
  lib:
  let
    part = file: import file { inherit lib primops; };
    fixedPoints = import ./fixed-points.nix { };
    trivial = part ./trivial.nix;
    attrsets = part ./attrsets.nix;
    lists = part ./lists.nix;
    strings = part ./strings.nix;
    options = part ./options.nix;
    modules = part ./modules.nix;
    types = part ./types.nix;
    files = part ./filesystem.nix;
    formats = part ./generators.nix;
    packages = part ./customisation.nix;
    small = part ./misc.nix;
    systems = part ./systems.nix;
    path = part ./paths.nix;
  in
  # Everything that may be had without naming its namespace. Later ones win.
  lenient "lib." {
    inherit (builtins)
      addErrorContext
      appendContext
      deepSeq
      fromJSON
      fromTOML
      getContext
      hasContext
      hashFile
      hashString
      isPath
      placeholder
      readDir
      splitVersion
      toFile
      toString
      toXML
      trace
      tryEval
      unsafeDiscardOutputDependency
      unsafeGetAttrPos
      ;
    convertHash = builtins.convertHash or (_: primops.unknown "convertHash");
    addDrvOutputDependencies = s: s;
  }
  // small.misc
  // trivial
  // fixedPoints
  // attrsets
  // lists
  // small.stringsWithDeps
  // strings
  # Both lists and strings have these; the plain name is the one of lists.
  // {
    inherit (lists)
      replicate
      elem
      filter
      head
      tail
      ;
  }
  // packages.customisation
  // packages.derivations
  // packages.meta
  // files.sources
  // files.filesystem
  // options
  # Both trivial and modules have the last two; the plain names are those of trivial, which read a file. Those of modules
  # make a module of one.
  // builtins.removeAttrs modules [ "collect" "importJSON" "importTOML" ]
  // small.asserts
  // small.debug
  // small.flakes
  // builtins.mapAttrs (name: lenient "lib.${name}.") {
    inherit
      trivial
      fixedPoints
      attrsets
      lists
      strings
      options
      modules
      types
      systems
      path
      ;
    inherit (files) filesystem sources fileset;
    inherit (formats) generators cli gvariant;
    inherit (packages) customisation meta derivations;
    inherit (small)
      asserts
      debug
      versions
      network
      stringsWithDeps
      misc
      flakes
      fetchers
      ;
  }
  // {
    inherit (types)
      isType
      setType
      defaultTypeMerge
      defaultFunctor
      isOptionType
      mkOptionType
      ;
    inherit (formats.generators) mkLuaInline;
    inherit (small.network.ipv6) mkEUI64Suffix;
    inherit (small)
      kernel
      licenses
      maintainers
      teams
      sourceTypes
      ;
    platforms = systems.doubles;
    nixosSystem = args: import ../nixos primops ({ lib = lib; } // args);
  }
)
