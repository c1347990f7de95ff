# A stand-in for haumea, which loads a directory of files as a tree. primops → lib → its outputs
primops: lib:
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    isFunction
    listToAttrs
    readDir
    stringLength
    ;
  inherit (lib) hasPrefix hasSuffix removePrefix;

  # `_x` is for files below the same directory's parent, `__x` for files below that directory.
  parse =
    name: type:
    let
      visibility = if hasPrefix "__" name then "super" else if hasPrefix "_" name then "root" else "public";
      bare = removePrefix "_" (removePrefix "_" name);
      parts = builtins.match "(.*)\\.[^.]*" bare;
      key = if type == "directory" || parts == null then bare else builtins.head parts;
    in
    if bare == "" || key == "" then null else { inherit visibility key; file = bare; };

  matchers = rec {
    always = loader: {
      matches = _: true;
      inherit loader;
    };
    extension = ext: loader: {
      matches = file: hasSuffix ".${ext}" file && stringLength file > stringLength ext + 1;
      inherit loader;
    };
    nix = extension "nix";
    json = extension "json" (_: lib.importJSON);
    toml = extension "toml" (_: lib.importTOML);
    regex = re: f: {
      matches = file: builtins.match re file != null;
      loader = inputs: path: f (builtins.match re (baseNameOf path)) inputs path;
    };
  };
  applied =
    importer: inputs: path:
    let
      value = importer path;
    in
    if isFunction value || (builtins.isAttrs value && value ? __functor) then
      value (builtins.mapAttrs (name: _: inputs.${name}) (lib.functionArgs value))
    else
      value;
  loaders = {
    default = applied import;
    verbatim = _: import;
    path = _: path: path;
    scoped = inputs: applied (builtins.scopedImport inputs) inputs;
    callPackage = inputs: path: lib.callPackageWith inputs path { };
  };

  transformers = {
    liftDefault = _: tree: removeAttrs tree [ "default" ] // tree.default or { };
    prependUnderscore = _: lib.mapAttrs' (name: lib.nameValuePair (if builtins.match "[A-Za-z_].*" name != null then name else "_${name}"));
    hoistAttrs =
      from: to: cursor: tree:
      let
        target = if cursor == [ ] then to else from;
        part = name: value: if !(value ? ${from}) then { ${name} = value; } else { ${name} = removeAttrs value [ from ]; ${target} = { ${name} = value.${from}; }; };
      in
      builtins.foldl' lib.recursiveUpdate { } (lib.mapAttrsToList part tree);
    hoistLists =
      from: to: cursor: tree:
      let
        target = if cursor == [ ] then to else from;
        join = a: b: a // b // { ${target} = a.${target} or [ ] ++ b.${target} or [ ]; };
        part = name: value: if !(value ? ${from}) then { ${name} = value; } else { ${name} = removeAttrs value [ from ]; ${target} = value.${from}; };
      in
      builtins.foldl' join { } (lib.mapAttrsToList part tree);
  };

  load =
    {
      src,
      loader ? loaders.default,
      inputs ? { },
      transformer ? [ ],
    }:
    let
      wanted = if isFunction loader then [ (matchers.nix loader) ] else loader;
      transform = cursor: tree: builtins.foldl' (v: t: t cursor v) tree (lib.flatten transformer);
      # What a file at `from` sees; null is the outside.
      shown =
        cursor: from: child:
        child.visibility == "public"
        || from != null && (child.visibility == "root" || lib.take (builtins.length cursor) from == cursor);
      view =
        cursor: from: node:
        if node ? content then
          node.content
        else
          transform cursor (
            builtins.mapAttrs (name: view (cursor ++ [ name ]) from) (
              lib.filterAttrs (_: shown cursor from) node.children
            )
          );
      build = cursor: dir: {
        children = listToAttrs (
          concatMap (
            name:
            let
              type = (readDir dir).${name};
              parsed = parse name type;
              path = dir + "/${name}";
              found = filter (m: m.matches parsed.file) wanted;
              at = value: [
                {
                  name = parsed.key;
                  value = value // { inherit (parsed) visibility; };
                }
              ];
            in
            if parsed == null then
              [ ]
            else if type == "directory" then
              at (build (cursor ++ [ parsed.key ]) path)
            else if type == "regular" && found != [ ] then
              at { content = content cursor (builtins.head found) path; }
            else
              [ ]
          ) (attrNames (readDir dir))
        );
      };
      content =
        cursor: matcher: path:
        let
          self = matcher.loader (
            inputs
            // {
              inherit self;
              root = view [ ] cursor tree;
              super = lib.getAttrFromPath cursor (view [ ] cursor tree);
            }
          ) path;
        in
        self;
      tree = build [ ] src;
    in
    view [ ] null tree;
in
{
  lib = {
    inherit load loaders matchers transformers;
    loadEvalTests = _: { };
  };
}
