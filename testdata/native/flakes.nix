# flakes: what stands in for libraries of flakes.
primops:
let
  known = import ../../src/modules/native/nixos/stand-ins.nix primops lib;
  lib = import ../../src/modules/native/lib primops;
  inputs = {
    inherit self;
    nixpkgs = {
      inherit lib;
      legacyPackages.x86_64-linux.hello = "hello";
    };
  };
  self = outputs // {
    inherit inputs;
    outPath = "/self";
  };
  outputs = known.flake-parts.lib.mkFlake { inherit inputs; } (
    {
      config,
      lib,
      withSystem,
      ...
    }:
    {
      systems = [ "x86_64-linux" ];
      imports = [ known.flake-parts.flakeModules.modules ];
      flake = {
        other.z = 1;
        modules.nixos.base =
          { lib, ... }:
          {
            options.y = lib.mkOption { default = 5; };
          };
        modules.nixos.more = {
          imports = [ config.flake.modules.nixos.base ];
          y = 7;
        };
        result = (lib.evalModules { modules = [ config.flake.modules.nixos.more ]; }).config.y;
        greeting = withSystem "x86_64-linux" ({ config, system, ... }: config.packages.hello + system);
      };
      perSystem =
        { pkgs, ... }:
        {
          packages.hello = pkgs.hello;
        };
    }
  );
  tree = known.import-tree;
in
{
  flakeParts = {
    expr = {
      inherit (outputs) other result greeting;
      packages = outputs.packages.x86_64-linux.hello;
    };
    expected = {
      other.z = 1;
      result = 7;
      greeting = "hellox86_64-linux";
      packages = "hello";
    };
  };
  importTree = {
    expr = map baseNameOf (tree ./tree).imports;
    expected = [
      "a.nix"
      "b.nix"
    ];
  };
  importTreeFilter = {
    expr = map baseNameOf ((tree.match ".*/b\\.nix").leafs ./tree);
    expected = [ "b.nix" ];
  };
}
