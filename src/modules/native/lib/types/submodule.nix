# Types whose values are evaluated modules.
{ lib, primops }:
let
  inherit (builtins)
    all
    filter
    isAttrs
    isFunction
    isPath
    isString
    length
    map
    ;
  inherit (lib.types) defaultFunctor mkOptionType;
  inherit (primops) unknown;

  isModule = v: isAttrs v || isFunction v || isPath v || (isString v && builtins.substring 0 1 v == "/");

  submodule =
    modules:
    submoduleWith {
      shorthandOnlyDefinesConfig = true;
      modules = lib.lists.toList modules;
    };

  submoduleWith =
    {
      modules,
      specialArgs ? { },
      shorthandOnlyDefinesConfig ? false,
      description ? null,
      class ? null,
      # Members that nobody declares are expected.
      open ? false,
      knownModules ? { },
    }@given:
    let
      # A definition as a module of its own.
      asModule =
        d:
        let
          isSet = isAttrs d.value && !(lib.trivial.isFunction d.value);
          may = d.may or false;
        in
        if d.unknown or false then
          d.value
        else if isSet && (shorthandOnlyDefinesConfig || may) then
          {
            _file = d.file;
            config = if may then lib.modules.mkIf (unknown "a definition under an unknown condition") d.value else d.value;
          }
        else if isAttrs d.value then
          (if d.value ? _file || d.value ? _type then d.value else d.value // { _file = d.file; })
        else if isFunction d.value then
          lib.modules.setDefaultModuleLocation d.file d.value
        else
          d.value;
      evaluated =
        loc: name: defs:
        lib.modules.evalModules {
          inherit
            specialArgs
            class
            open
            knownModules
            ;
          prefix = loc;
          instanceArgs = { inherit name; };
          modules = modules ++ map asModule defs;
        };
    in
    mkOptionType rec {
      name = "submodule";
      description = if description != null then description else "submodule";
      check = isModule;
      tolerant = true;
      emptyValue.value = { };
      merge =
        loc: defs:
        (evaluated loc (if loc == [ ] then "" else lib.lists.last loc) defs).config;
      getSubOptions = prefix: builtins.removeAttrs (evaluated prefix "‹name›" [ ]).options [ "_module" ];
      getSubModules = modules;
      substSubModules = m: submoduleWith (given // { modules = m; });
      nestedTypes = { };
      functor = defaultFunctor name // {
        type = submoduleWith;
        payload = given;
        binOp = a: b: a // b // {
          modules = a.modules ++ b.modules;
          specialArgs = a.specialArgs or { } // b.specialArgs or { };
          open = a.open or false || b.open or false;
        };
      };
    };

  deferredModule = deferredModuleWith { };
  deferredModuleWith =
    {
      staticModules ? [ ],
    }:
    mkOptionType rec {
      name = "deferredModule";
      description = "module";
      check = isModule;
      merge = loc: defs: {
        imports = staticModules ++ map (d: lib.modules.setDefaultModuleLocation "${d.file}, via option ${lib.options.showOption loc}" d.value) defs;
      };
      getSubOptions = (submoduleWith { modules = staticModules; }).getSubOptions;
      getSubModules = staticModules;
      substSubModules = m: deferredModuleWith { staticModules = m; };
      functor = defaultFunctor name // {
        type = deferredModuleWith;
        payload = { inherit staticModules; };
        binOp = a: b: { staticModules = lib.lists.unique (a.staticModules ++ b.staticModules); };
      };
    };

  # A set with a fixed choice of fields.
  record =
    {
      fields ? { },
      optionalFields ? { },
      wildcard ? null,
    }:
    submoduleWith {
      shorthandOnlyDefinesConfig = true;
      modules = [
        (
          { options = fields // optionalFields; }
          // (if wildcard == null then { } else { freeformType = lib.types.attrsOf (wildcard.type or lib.types.anything); })
        )
      ];
    };
in
{
  inherit
    submodule
    submoduleWith
    deferredModule
    deferredModuleWith
    record
    ;
}
