# A stand-in for import-tree: a function from directories to a module that imports the files below them.
# primops → lib → the function
primops: lib:
let
  isPlace = v: builtins.isPath v || builtins.isString v || (builtins.isAttrs v && v ? outPath);
  usual = path: lib.hasSuffix ".nix" path && !(lib.hasInfix "/_" path);

  make =
    state:
    let
      change = set: make (state // set);
      both = f: g: x: f x && g x;
      also = keep: change { filter = both state.filter keep; };
      wanted = both state.filter (if state.initial == null then usual else state.initial);
      # File names count from the directory that was given.
      below =
        root:
        let
          place = if builtins.isAttrs root then root.outPath else root;
          base = toString place;
        in
        if !(builtins.isPath place || builtins.isString place) then
          [ place ]
        else if lib.filesystem.pathIsDirectory place then
          builtins.filter (file: wanted (lib.removePrefix base (toString file))) (lib.filesystem.listFilesRecursive place)
        else
          builtins.filter (file: wanted ("/" + baseNameOf (toString file))) [ place ];
      collect =
        v:
        if builtins.isList v then
          builtins.concatMap collect v
        else if builtins.isAttrs v && v ? __importTree then
          v.files
        else if isPlace v then
          below v
        else
          [ v ];
      found = paths: map state.each (collect (state.paths ++ lib.toList paths));
      result =
        paths:
        if builtins.isAttrs paths && paths ? options then
          result [ ]
        else if state.pipe == null then
          { imports = found paths; }
        else
          state.pipe (found paths);
      api = builtins.mapAttrs (_: f: f self) state.api;
      self = api // {
        __importTree = true;
        __functor = _: result;
        filter = also;
        filterNot = keep: also (x: !(keep x));
        match = regex: also (path: builtins.match regex path != null);
        matchNot = regex: also (path: builtins.match regex path == null);
        initFilter = keep: change { initial = keep; };
        map = f: change { each = x: f (state.each x); };
        addPath = path: change { paths = state.paths ++ [ path ]; };
        addAPI = more: change { api = state.api // more; };
        withLib = _lib: self;
        pipeTo = f: change { pipe = f; };
        leafs = change { pipe = files: files; };
        files = found [ ];
        result = result [ ];
        new = make start;
      };
    in
    self;
  start = {
    filter = _: true;
    initial = null;
    each = x: x;
    paths = [ ];
    api = { };
    pipe = null;
  };
in
make start
