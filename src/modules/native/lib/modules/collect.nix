# From the list of modules to all modules: imports followed, functions called, duplicates and disabled ones dropped.
{ lib, primops }:
let
  inherit (builtins)
    concatMap
    filter
    genericClosure
    isAttrs
    isFunction
    isList
    isPath
    isString
    mapAttrs
    removeAttrs
    substring
    ;
  inherit (primops) isUnknown recover unknown;
  inherit (import ./properties.nix { inherit lib primops; }) kindOf;

  reserved = [ "_class" "_file" "key" "disabledModules" "require" "imports" "freeformType" ];
  isTrue = v: !isUnknown v && v;
  orElse = default: v: if isUnknown v then default else v;
  strip = primops.closed or (v: v);
  isOpen = primops.isOpen or (_: false);
  listOr = v: if isUnknown v || !(isList v) then [ ] else strip v;

  numbered =
    f: list:
    builtins.genList (i: f i (builtins.elemAt list i)) (builtins.length list);

  # One module as { key; file; children; disabled; options; config; } or, where it cannot be read, { key; file; unread; }.
  load =
    env: file: key: item:
    let
      m = recover item;
    in
    if isUnknown m then
      unread file key m
    else if isFunction m then
      shape env file key (recover (apply env key m))
    else if isAttrs m then
      (if isTrue (m ? __functor) then shape env file key (recover (apply env key m)) else shape env file key m)
    else if isList m then
      shape env file key { imports = m; }
    else if isPath m || isString m then
      (
        let
          name = toString m;
          known = env.knownModules ? ${name};
          body = if known then env.knownModules.${name} else recover (import m);
        in
        if isUnknown body then
          unread name name body
        else if isFunction body || isTrue (body ? __functor) then
          shape env name name (recover (apply env name body))
        else
          shape env name name body
      )
    else
      unread file key (unknown "a module that is neither a path, a function nor a set");

  unread = file: key: value: {
    inherit key file;
    unread = true;
    children = [ ];
    disabled = [ ];
    options = { };
    config = { };
    reason = value;
  };

  apply =
    env: key: f:
    let
      args = lib.trivial.functionArgs f;
      given = mapAttrs (name: _: env.scope.${name} or (env.argument name)) args;
    in
    f (env.scope // given);

  shape =
    env: file: key: m:
    if isUnknown m then
      unread file key m
    else if isFunction m then
      shape env file key (recover (apply env key m))
    else if isList m then
      shape env file key { imports = m; }
    else if !(isAttrs m) then
      unread file key (unknown "a module that is not a set")
    else if kindOf m != null then
      plain env file key { config = m; } { config = m; }
    else if (orElse null (m._type or null)) == "flake" then
      unread file key (unknown "a flake used as a module")
    else
      let
        explicit = isTrue (m ? config) || isTrue (m ? options);
      in
      plain env file key m (
        if explicit then
          m
        else
          {
            config = removeAttrs m reserved;
          }
      );

  plain =
    env: file: key: m: body:
    let
      ownFile = orElse file (toString (orElse file (m._file or file)));
      ownKey = orElse key (toString (orElse key (m.key or key)));
      imports' = m.imports or [ ];
      require = m.require or [ ];
      freeform = m.freeformType or null;
      config = body.config or { };
      imports = listOr imports' ++ listOr require;
      lost = isUnknown imports' || isOpen imports';
    in
    {
      key = ownKey;
      file = ownFile;
      unread = false;
      children =
        numbered (i: load env ownFile "${ownKey}:anon-${toString (i + 1)}") imports
        ++ (if lost then [ (unread ownFile "${ownKey}:imports" (if isUnknown imports' then imports' else unknown "imports that are not known")) ] else [ ]);
      disabled = listOr (m.disabledModules or [ ]);
      options = body.options or { };
      config = if isTrue (m ? freeformType) && !isUnknown freeform then [ config { _module.freeformType = freeform; } ] else [ config ];
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
  # env: scope (arguments that are there at once), argument (name: the argument from `_module.args`), modulesPath, knownModules
  collect =
    env: modules:
    let
      start = numbered (i: load env "<unknown-file>" ":anon-${toString (i + 1)}") (listOr modules)
        ++ (if isUnknown modules || isOpen modules then [ (unread "<unknown-file>" ":modules" (unknown "modules that are not known")) ] else [ ]);
      all = strip (genericClosure {
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
      unread = map (item: { inherit (item) file reason; }) (filter (item: item.unread) kept);
    };
  inherit reserved;
}
