# `lib.filesystem` and `lib.sources` of nixpkgs as configurations use them.
{ lib, primops }:
let
  inherit (builtins)
    attrNames
    concatMap
    elem
    filter
    match
    pathExists
    readDir
    ;
  typeOf =
    path:
    if builtins ? readFileType then
      builtins.readFileType path
    else if toString path == "/" then
      "directory"
    else
      (readDir (dirOf path)).${baseNameOf path};
  below = dir: name: dir + "/${name}";
  hasExtension = ext: name: lib.strings.hasSuffix ext name;
in
rec {
  filesystem = {
    inherit (builtins)
      baseNameOf
      dirOf
      hashFile
      isPath
      readDir
      ;
    readFileType = typeOf;
    pathType = path: if pathExists path then typeOf path else throw "lib.filesystem.pathType: Path ${toString path} does not exist.";
    pathIsDirectory = path: pathExists path && typeOf path == "directory";
    pathIsRegularFile = path: pathExists path && typeOf path == "regular";
    listFilesRecursive =
      dir:
      let
        entries = readDir dir;
      in
      concatMap (
        name:
        if entries.${name} == "directory" then filesystem.listFilesRecursive (below dir name) else [ (below dir name) ]
      ) (attrNames entries);
    haskellPathsInDir =
      dir:
      let
        entries = readDir dir;
        pick =
          name:
          if hasExtension ".cabal" name && entries.${name} == "regular" then
            [ (lib.attrsets.nameValuePair (lib.strings.removeSuffix ".cabal" name) dir) ]
          else if entries.${name} == "directory" && pathExists (below dir "${name}/${name}.cabal") then
            [ (lib.attrsets.nameValuePair name (below dir name)) ]
          else
            [ ];
      in
      builtins.listToAttrs (concatMap pick (attrNames entries));
    locateDominatingFile =
      pattern: file:
      let
        go =
          path:
          let
            found = filter (m: m != null) (map (match pattern) (attrNames (readDir path)));
          in
          if found != [ ] then
            {
              inherit path;
              matches = found;
            }
          else if toString path == "/" then
            null
          else
            go (dirOf path);
      in
      go (if filesystem.pathIsDirectory file then file else dirOf file);
    packagesFromDirectoryRecursive =
      {
        callPackage,
        newScope ? null,
        directory,
        ...
      }@args:
      let
        entries = readDir directory;
        one =
          name:
          let
            path = below directory name;
          in
          if entries.${name} == "directory" then
            [
              {
                inherit name;
                value = filesystem.packagesFromDirectoryRecursive (args // { directory = path; });
              }
            ]
          else if hasExtension ".nix" name then
            [
              {
                name = lib.strings.removeSuffix ".nix" name;
                value = callPackage path { };
              }
            ]
          else
            [ ];
      in
      if pathExists (below directory "package.nix") then
        callPackage (below directory "package.nix") { }
      else
        builtins.listToAttrs (concatMap one (attrNames entries));
    resolveDefaultNix = path: if filesystem.pathIsDirectory path then below path "default.nix" else path;
  };

  sources = rec {
    inherit (filesystem) pathType pathIsDirectory pathIsRegularFile;
    cleanSourceFilter =
      name: type:
      let
        base = baseNameOf (toString name);
      in
      !(
        (type == "directory" && elem base [ ".git" ".svn" "CVS" ".hg" ".jj" ])
        || hasExtension "~" base
        || match "^\\.sw[a-z]$" base != null
        || match "^\\..*\\.sw[a-z]$" base != null
        || hasExtension ".o" base
        || hasExtension ".so" base
        || (type == "symlink" && lib.strings.hasPrefix "result" base)
        || type == "unknown"
      );
    # The tree stands for its filtered copy: what is asked of it is where it is.
    cleanSourceWith =
      {
        src,
        filter ? _: _: true,
        name ? null,
      }:
      let
        isFiltered = src ? _isLibCleanSourceWith;
      in
      {
        _isLibCleanSourceWith = true;
        origSrc = if isFiltered then src.origSrc else src;
        inherit filter;
        name = if name != null then name else "source";
        outPath = if isFiltered then src.outPath else src;
      };
    cleanSource = src: cleanSourceWith { filter = cleanSourceFilter; inherit src; };
    filterSource = filter: src: cleanSourceWith { inherit filter src; };
    canCleanSource = src: src ? _isLibCleanSourceWith || !(pathHasContext (toString src));
    sourceByRegex = src: _regexes: cleanSourceWith { inherit src; };
    sourceByGlobs = src: _globs: cleanSourceWith { inherit src; };
    sourceFilesBySuffices = src: _suffixes: cleanSourceWith { inherit src; };
    trace = src: src;
    pathHasContext = builtins.hasContext;
    pathIsGitRepo = path: pathExists (below path ".git");
    commitIdFromGitRepo = _path: primops.unknown "the commit of a git checkout";
    revOrTag = rev: tag: if rev != null then rev else tag;
    repoRevToName = _kind: repo: _rev: _suffix: baseNameOf repo;
    shortRev = rev: builtins.substring 0 7 rev;
    urlToName = url: lib.strings.removeSuffix ".git" (baseNameOf (toString url));
  };

  fileset =
    let
      isSet = v: builtins.isAttrs v && v._type or null == "fileset";
      make = files: {
        _type = "fileset";
        inherit files;
      };
      # A path stands for the files below it.
      filesOf =
        v:
        if isSet v then
          v.files
        else if filesystem.pathIsDirectory v then
          filesystem.listFilesRecursive v
        else
          [ v ];
      keyed = files: builtins.listToAttrs (map (f: { name = toString f; value = f; }) files);
      combine = f: a: b: make (builtins.attrValues (f (keyed (filesOf a)) (keyed (filesOf b))));
    in
    {
      isFileset = isSet;
      empty = make [ ];
      toList = v: builtins.attrValues (keyed (filesOf v));
      union = combine (a: b: a // b);
      unions = list: make (builtins.attrValues (keyed (concatMap filesOf list)));
      intersection = combine (a: b: builtins.intersectAttrs b a);
      difference = combine (a: b: builtins.removeAttrs a (attrNames b));
      maybeMissing = path: if pathExists path then make (filesOf path) else make [ ];
      fileFilter =
        pred: root:
        make (
          filter (
            file:
            let
              name = baseNameOf file;
            in
            pred {
              inherit name;
              type = typeOf file;
              hasExt = ext: hasExtension ".${ext}" name && name != ".${ext}";
            }
          ) (filesOf root)
        );
      fromSource = source: make (filesOf (if builtins.isAttrs source then source.origSrc or source.outPath else source));
      gitTracked = path: make (filesOf path);
      gitTrackedWith = _options: path: make (filesOf path);
      toSource = { root, fileset }: sources.cleanSourceWith { src = root; };
      trace = _fileset: value: value;
      traceVal = value: value;
    };
}
