# `lib.customisation`, `lib.meta`, `lib.derivations` and what they export at the top, as configurations use them.
{ lib, primops }:
let
  inherit (builtins)
    attrNames
    intersectAttrs
    isAttrs
    isFunction
    isPath
    isString
    listToAttrs
    mapAttrs
    ;
  inherit (lib.trivial) functionArgs mirrorFunctionArgs setFunctionArgs;
  toFunction = f: if isPath f || isString f then import f else f;
in
rec {
  customisation = rec {
    callPackageWith =
      autoArgs: fn: args:
      let
        f = toFunction fn;
        wanted = functionArgs f;
        filled = mapAttrs (name: _: autoArgs.${name} or (primops.unknown "package ${name}")) (
          builtins.removeAttrs wanted (builtins.filter (name: wanted.${name} && !(autoArgs ? ${name})) (attrNames wanted))
        );
      in
      if lib.trivial.isFunction f then makeOverridable f (filled // args) else f;
    callPackagesWith =
      autoArgs: fn: args:
      let
        f = toFunction fn;
      in
      f (intersectAttrs (functionArgs f) autoArgs // args);
    makeOverridable =
      f:
      mirrorFunctionArgs f (
        origArgs:
        let
          result = f origArgs;
          newArgs = new: origArgs // (if isFunction new then new origArgs else new);
          again = new: makeOverridable f (newArgs new);
        in
        if primops.isUnknown result then
          result
        else if isAttrs result then
          result
          // {
            override = mirrorFunctionArgs f again;
            overrideDerivation = g: makeOverridable (args: overrideDerivation (f args) g) origArgs;
          }
          // (
            if result ? overrideAttrs then
              { overrideAttrs = g: makeOverridable (args: (f args).overrideAttrs g) origArgs; }
            else
              { }
          )
        else if isFunction result then
          setFunctionArgs result (functionArgs result) // { override = mirrorFunctionArgs f again; }
        else
          result
      );
    overrideDerivation = drv: f: drv // f drv;
    extendDerivation = condition: passthru: drv: if condition then drv // passthru else throw "extendDerivation: condition failed";
    extendMkDerivation =
      {
        constructDrv,
        extendDrvArgs,
        transformDrv ? (drv: drv),
        ...
      }:
      args: transformDrv (constructDrv (if isFunction args then args else args // extendDrvArgs args args));
    hydraJob = drv: drv;
    makeScope =
      newScope: f:
      let
        self = f self // {
          newScope = scope: newScope (self // scope);
          callPackage = self.newScope { };
          overrideScope = g: makeScope newScope (lib.fixedPoints.extends g f);
          packages = f;
        };
      in
      self;
    makeScopeWithSplicing' = { f, newScope, otherSplices, ... }: makeScope newScope f;
    makeScopeWithSplicing = _splicePackages: newScope: _otherSplices: _keep: _extra: f: makeScope newScope f;
    mapCrossIndex = f: mapAttrs (_: f);
    renameCrossIndexFrom = _prefix: set: set;
    renameCrossIndexTo = _prefix: set: set;
  };

  meta = rec {
    defaultPriority = 5;
    addMetaAttrs = new: drv: drv // { meta = drv.meta or { } // new; };
    dontDistribute = addMetaAttrs { hydraPlatforms = [ ]; };
    setName = name: drv: drv // { inherit name; };
    updateName = f: drv: drv // { name = f drv.name; };
    appendToName = suffix: updateName (name: let p = builtins.parseDrvName name; in "${p.name}-${suffix}${if p.version == "" then "" else "-${p.version}"}");
    mapDerivationAttrset = f: set: mapAttrs (_: v: if lib.attrsets.isDerivation v then f v else v) set;
    setPrio = priority: addMetaAttrs { inherit priority; };
    lowPrio = setPrio 10;
    lowPrioSet = mapDerivationAttrset lowPrio;
    hiPrio = setPrio (-10);
    hiPrioSet = mapDerivationAttrset hiPrio;
    platformMatch = platform: elem: if isString elem then platform.system or null == elem else lib.attrsets.matchAttrs elem (platform.parsed or platform);
    availableOn = platform: pkg: !(pkg ? meta.platforms) || builtins.any (platformMatch platform) pkg.meta.platforms;
    getExe =
      drv:
      let
        # Of a package that is not known.
        program = primops.mainProgram drv;
      in
      getExe' drv (if program == null then drv.meta.mainProgram or (lib.strings.getName drv) else program);
    getExe' = drv: program: "${lib.attrsets.getBin drv}/bin/${program}";
    licensesSpdx = primops.openAttrs "lib.meta.licensesSpdx" { };
    getLicenseFromSpdxId = id: licensesSpdx.${id};
    getLicenseFromSpdxIdOr = id: default: licensesSpdx.${id} or default;
    cpeFullVersionWithVendor = vendor: version: { inherit vendor version; update = "*"; };
  };

  derivations = {
    lazyDerivation =
      {
        derivation,
        meta ? null,
        passthru ? { },
        outputs ? [ "out" ],
      }:
      derivation // passthru;
    optionalDrvAttr = cond: value: if cond then value else null;
    warnOnInstantiate = _message: drv: drv;
    addDrvOutputDependencies = s: s;
    unsafeDiscardOutputDependency = builtins.unsafeDiscardOutputDependency;
  };
}
