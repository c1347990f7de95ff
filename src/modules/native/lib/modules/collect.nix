# From the list of modules to all modules: imports followed, functions called, duplicates and disabled ones dropped.
{ lib, primops }:
let
  inherit (builtins)
    concatMap
    filter
    genericClosure
    isAttrs
    isList
    isString
    mapAttrs
    removeAttrs
    substring
    ;
  inherit (primops)
    closed
    isOpen
    isUnknown
    moduleForm
    recover
    unknown
    ;

  reserved = [ "_class" "_file" "key" "disabledModules" "require" "imports" "freeformType" ];
  orElse = default: v: if isUnknown v then default else v;
  listOr = v: if isUnknown v || !(isList v) then [ ] else closed v;

  numbered =
    f: list:
    builtins.genList (i: f i (builtins.elemAt list i)) (builtins.length list);

  # One module as { key; file; children; disabled; options; definitions; } or, where it cannot be read, { key; file; unread; }.
  load = env: file: key: m: forms.${moduleForm m} env file key m;

  # What each form of a module comes to.
  forms = {
    unknown = _env: file: key: m: unread file key (recover m);
    other = _env: file: key: _m: unread file key (unknown "a module that is neither a path, a function nor a set");
    flake = _env: file: key: _m: unread file key (unknown "a flake used as a module");
    function = env: file: key: m: load env file key (apply env m);
    list = env: file: key: m: plain env file key { imports = m; } { };
    file =
      env: _file: _key: m:
      let
        name = toString m;
      in
      load env name name (env.knownModules.${name} or (import m));
    wrapped = env: file: key: m: plain env file key { } { config = m; };
    # With `config` or `options`.
    explicit = env: file: key: m: plain env file key m m;
    short = env: file: key: m: plain env file key m { config = removeAttrs m reserved; };
  };

  unread = file: key: value: {
    inherit key file;
    unread = true;
    children = [ ];
    disabled = [ ];
    options = { };
    definitions = [ ];
    reason = value;
  };

  apply =
    env: f:
    f (env.scope // mapAttrs (name: _: env.scope.${name} or (env.argument name)) (removeAttrs (lib.trivial.functionArgs f) env.scopeNames));

  plain =
    env: file: key: m: body:
    let
      known = closed m;
      ownFile = if known ? _file then orElse file (toString known._file) else file;
      ownKey = if known ? key then orElse key (toString known.key) else key;
      imports' = m.imports or [ ];
      imports = if known ? require then listOr imports' ++ listOr known.require else listOr imports';
      lost = isUnknown imports' || isOpen imports';
      config = {
        file = ownFile;
        value = body.config or { };
      };
    in
    {
      key = ownKey;
      file = ownFile;
      unread = false;
      children =
        numbered (i: load env ownFile "${ownKey}:anon-${toString (i + 1)}") imports
        ++ (if lost then [ (unread ownFile "${ownKey}:imports" (if isUnknown imports' then imports' else unknown "imports that are not known")) ] else [ ]);
      disabled = if known ? disabledModules then listOr known.disabledModules else [ ];
      options = body.options or { };
      definitions =
        if known ? freeformType && !isUnknown known.freeformType then
          [
            config
            {
              file = ownFile;
              value._module = { inherit (known) freeformType; };
            }
          ]
        else
          [ config ];
    };

  disabledKey =
    modulesPath: d:
    if isAttrs d then
      toString d.key
    else
      let
        s = toString d;
      in
      if isString d && substring 0 1 s != "/" then "${toString modulesPath}/${s}" else s;
in
{
  # env: scope (arguments that are there at once), scopeNames (theirs), argument (name: the argument from `_module.args`), modulesPath, knownModules
  collect =
    env: modules:
    let
      start = numbered (i: load env "<unknown-file>" ":anon-${toString (i + 1)}") (listOr modules)
        ++ (if isUnknown modules || isOpen modules then [ (unread "<unknown-file>" ":modules" (unknown "modules that are not known")) ] else [ ]);
      all = closed (genericClosure {
        startSet = start;
        operator = item: item.children;
      });
      disabledList = concatMap (item: item.disabled) all;
      disabled = builtins.listToAttrs (
        map (d: {
          name = disabledKey env.modulesPath d;
          value = true;
        }) (filter (d: !isUnknown (disabledKey env.modulesPath d)) disabledList)
      );
      keep = filter (item: !(disabled ? ${item.key}));
      kept =
        if disabledList == [ ] then
          all
        else
          genericClosure {
            startSet = keep start;
            operator = item: keep item.children;
          };
    in
    {
      modules = filter (item: !item.unread) kept;
      unread = filter (item: item.unread) kept;
    };
  inherit reserved;
}
