# Aspects of den: what they are written as, and the modules of a class that they give. primops → lib → { modulesOf, typesOf, lenient }
primops: nativeLib:
let
  inherit (primops) isUnknown openAttrs unknown;
  inherit (builtins)
    any
    attrNames
    attrValues
    concatMap
    concatStringsSep
    elem
    functionArgs
    intersectAttrs
    isAttrs
    isFunction
    map
    removeAttrs
    ;
  strip = primops.closed;
  lenient = primops.lenientAttrs;
  # Others are made by the project.
  classes = [ "nixos" "darwin" "os" "homeManager" "user" "hjem" "maid" ];
  # Whether a value holds modules of a class, or includes, and is an aspect itself. Modules of other classes are not looked at deeply.
  isNested =
    depth: value:
    !(isUnknown value)
    && isAttrs value
    && !(value ? _type || value ? type)
    && (any (name: value ? ${name}) (classes ++ [ "includes" "provides" "_" ]) || depth > 0 && any (isNested (depth - 1)) (attrValues value));
  notUnderstood = unknown "an aspect of den that is not understood";

  # The modules of a class that an aspect gives in a context. With `needs`, only what asks for that of the context: the rest was
  # included where there was less of it. `quirks` are arguments whose values den collects from other aspects.
  modulesOf =
    at@{ class, context, quirks ? { }, needs ? null }:
    aspect:
    let
      given = quirks // context // {
        inherit class;
        aspect-chain = [ (context.host.aspect or { }) ];
      };
      callable = isFunction aspect || aspect ? __functor && !(aspect ? includes);
      call = if isFunction aspect then aspect else aspect.__functor aspect;
      wanted = functionArgs call;
      missing = any (name: !wanted.${name} && !(given ? ${name})) (attrNames wanted);
      # `os` is for every operating system.
      names = if class == "nixos" then [ "nixos" "os" ] else [ class ];
      plain = aspect.__own or aspect;
      own = concatMap (
        name:
        if !(plain ? ${name}) then
          [ ]
        else if plain.${name} ? __path then
          [ notUnderstood ]
        else
          [ (keyed name aspect (adapted (quirks // context) plain.${name})) ]
      ) names;
      includes = aspect.includes or [ ];
    in
    if isUnknown aspect then
      [ aspect ]
    else if callable then
      (
        if wanted == { } then
          [ (unknown "a function of den that takes no context") ]
        else if missing || needs != null && !(wanted ? ${needs}) then
          [ ]
        else
          modulesOf (at // { needs = null; }) (call (intersectAttrs wanted given))
      )
    else if !(isAttrs aspect) then
      [ (unknown "an aspect of den that is no set") ]
    # What was taken for a module of a class was meant as an aspect.
    else if aspect ? imports && !(aspect ? __path) then
      [ notUnderstood ]
    else if aspect ? __only then
      (if attrNames context == aspect.__only then modulesOf (at // { needs = null; }) aspect.aspect else [ ])
    else if aspect ? __forward then
      concatMap (forwarded at aspect.__forward) aspect.__forward.each
    else
      (if needs == null then own else [ ])
      ++ (if isUnknown includes then [ includes ] else concatMap (modulesOf at) (strip includes));
  # The modules of one class as a part of another: those of `persist`, say, as `environment.persistence."/persist"`.
  forwarded =
    at: forward: item:
    let
      path = forward.intoPath item;
      from = if forward ? fromAspect then forward.fromAspect item else item.aspect or item;
      imports = modulesOf (at // { class = forward.fromClass item; needs = null; }) from;
      module = if path == [ ] then { inherit imports; } else nativeLib.setAttrByPath path ({ ... }: { inherit imports; });
      holds = args: let answer = forward.guard args; in if isFunction answer then answer item else answer;
    in
    if forward.intoClass item != at.class then
      [ ]
    else if isFunction path || forward ? adaptArgs || forward ? adapterModule || forward ? mapModule then
      [ (unknown "a class of den that is forwarded with changes") ]
    else if forward ? guard then
      [ (nativeLib.setFunctionArgs (args: nativeLib.mkIf (holds args) module) (functionArgs forward.guard)) ]
    else
      [ module ];
  # An aspect that is included twice counts once, unless it is another for each user.
  keyed =
    class: aspect: { module, forUser }:
    if !(aspect ? __path) || forUser then
      module
    else
      {
        key = "den:${class}@${aspect.__path}";
        imports = [ module ];
      };
  # The module with what it asks for of the context.
  adapted =
    context: module:
    let
      wanted = if isFunction module then functionArgs module else { };
      found = intersectAttrs wanted context;
      parts = map (adapted context) (strip module.imports);
    in
    if isUnknown module then
      { inherit module; forUser = false; }
    else if isFunction module && found != { } then
      {
        module = nativeLib.setFunctionArgs (args: module (args // found)) (removeAttrs wanted (attrNames found));
        forUser = found ? user;
      }
    else if isAttrs module && module ? imports && !(isUnknown module.imports) then
      {
        module = module // { imports = map (part: part.module) parts; };
        forUser = any (part: part.forUser) parts;
      }
    else
      { inherit module; forUser = false; };

  typesOf =
    lib:
    let
      inherit (lib) mkOption types;
      option = type: default: mkOption { inherit type default; };
      isBare = v: isFunction v && functionArgs v == { };
      body = types.submodule {
        freeformType = types.lazyAttrsOf part;
        imports = [ (lib.mkAliasOptionModule [ "_" ] [ "provides" ]) ];
        options = {
          name = option types.raw null;
          description = option types.raw "";
          meta = option types.raw { };
          includes = option (types.listOf types.raw) [ ];
          provides = option (types.lazyAttrsOf aspect) { };
        };
      };
      # It knows its name.
      located = body // {
        merge =
          loc: defs:
          let
            own = body.merge loc defs;
          in
          # What it provides can be selected from it, too.
          lenient "an aspect of den" (own.provides // own // { __own = own; __path = concatStringsSep "." loc; });
      };
      # What an aspect has beside its options: modules by class, and more aspects.
      part = types.deferredModule // {
        merge =
          loc: defs:
          if !(elem (lib.last loc) classes) && any (def: isNested 4 def.value) defs then
            aspect.merge loc defs
          else
            lenient "an aspect of den" (types.deferredModule.merge loc defs);
      };
      # A function of the context is an aspect; one that takes a plain argument gives one.
      aspect = types.either (types.addCheck types.raw isBare) (types.coercedTo (types.addCheck types.raw (v: isFunction v && !(isBare v))) one located);
    in
    {
      inherit aspect option;
    };
in
{
  inherit modulesOf typesOf lenient;
}
