# A host of modules that a module of the flake makes which is not on disk. The name of its repository is that of a program.
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.orchard = { url = "github:someone/orchard"; flake = false; };
  outputs =
    inputs:
    let
      inherit (inputs.nixpkgs) lib;
      once = lib.types.raw // {
        merge =
          loc: defs:
          if builtins.length defs == 1 then
            (builtins.head defs).value
          else
            throw "The option `${builtins.concatStringsSep "." loc}' is defined multiple times while it's expected to be unique.\nNobody declares it.";
      };
      flake = lib.evalModules [
        (inputs.orchard + "/module.nix")
        { options.outputs = lib.mkOption { type = lib.types.attrsOf once; }; }
        { outputs.orchard.trees.apple = { }; }
        { outputs.orchard.trees.pear = { }; }
      ] { inherit lib; _class = "flake"; };
    in
    {
      nixosConfigurations.box = lib.nixosSystem { modules = [ flake.config.outputs.orchard.made.box { name = "box"; } ]; };
    };
}
