# A stand-in for blueprint: a call makes outputs of the directories hosts/, modules/ and lib/. primops → lib → the flake
primops: nixpkgsLib:
let
  inherit (primops) openAttrs unknown;
  inherit (builtins)
    attrNames
    concatMap
    functionArgs
    isFunction
    listToAttrs
    mapAttrs
    pathExists
    readDir
    ;
  entries = dir: if pathExists dir then readDir dir else { };
  # Names without `.nix`, and where they are.
  places =
    dir:
    listToAttrs (
      concatMap (
        name:
        let
          bare = nixpkgsLib.removeSuffix ".nix" name;
          isDir = (entries dir).${name} == "directory";
        in
        if isDir || bare != name then
          [
            {
              name = if isDir then name else bare;
              value = dir + "/${name}";
            }
          ]
        else
          [ ]
      ) (attrNames (entries dir))
    );
  firstOf = dir: names: nixpkgsLib.findFirst (file: pathExists file) null (map (name: dir + "/${name}") names);
  present = nixpkgsLib.filterAttrs (_: v: v != null);

  make =
    {
      inputs,
      prefix ? null,
      systems ? null,
      nixpkgs ? { },
    }:
    let
      flake = inputs.self;
      # Not needed before the outputs are there.
      root = flake.outPath;
      src =
        if prefix == null then
          root
        else if builtins.isPath prefix then
          prefix
        else
          "${toString root}/${prefix}";
      at = name: src + "/${name}";
      specialArgs = {
        inherit inputs flake;
      };
      packagesFor =
        system: mapAttrs (name: input: openAttrs "perSystem.${name}" (if name == "nixpkgs" then input.legacyPackages.${system} or { } else { })) inputs;
      perSystem =
        { config, ... }:
        {
          _module.args.perSystem = packagesFor config.nixpkgs.hostPlatform.system;
        };

      people =
        host:
        let
          dir = at "hosts/${host}/users";
          home = _: path: if nixpkgsLib.hasSuffix ".nix" (toString path) then path else firstOf path [ "home-configuration.nix" ];
        in
        present (mapAttrs home (places dir));
      homeModule =
        host:
        if people host == { } then
          [ ]
        else
          [
            {
              imports = [ inputs.home-manager.nixosModules.default ];
              home-manager = {
                sharedModules = [
                  (
                    { osConfig, ... }:
                    {
                      _module.args.perSystem = packagesFor osConfig.nixpkgs.hostPlatform.system;
                    }
                  )
                ];
                extraSpecialArgs = specialArgs;
                users = people host;
                useGlobalPkgs = nixpkgsLib.mkDefault true;
                useUserPackages = nixpkgsLib.mkDefault true;
              };
            }
          ];
      host =
        hostName: path:
        let
          own = firstOf path [ "default.nix" ];
          main = firstOf path [ "configuration.nix" ];
          loaded = import own { inherit flake inputs hostName; };
        in
        if nixpkgsLib.hasSuffix ".nix" (toString path) then
          null
        else if own != null then
          (if loaded.class == "nixos" then loaded.value else null)
        else if main != null then
          inputs.nixpkgs.lib.nixosSystem {
            modules = [
              perSystem
              main
            ]
            ++ homeModule hostName;
            specialArgs = specialArgs // {
              inherit hostName;
            };
          }
        else
          null;

      # Modules whose arguments are those of the flake get them.
      published =
        path:
        let
          module = import path;
          own = {
            inherit flake inputs;
          };
        in
        if isFunction module && builtins.all (name: own ? ${name}) (attrNames (functionArgs module)) then
          {
            _file = toString path;
            imports = [ (module own) ];
          }
        else
          path;
      modules = mapAttrs (kind: _: mapAttrs (_: published) (places (at "modules/${kind}"))) (
        nixpkgsLib.filterAttrs (_: type: type == "directory") (entries (at "modules"))
      );
    in
    openAttrs "outputs of blueprint" {
        nixosConfigurations = present (mapAttrs host (places (at "hosts")));
        inherit modules;
        nixosModules = modules.nixos or { };
        darwinModules = modules.darwin or { };
        homeModules = modules.home or { };
        packages = unknown "packages";
        lib = if pathExists (at "lib") then import (at "lib") specialArgs else { };
    };
in
{
  __functor = _: make;
  lib.mkBlueprint = make;
}
