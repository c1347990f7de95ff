# The distribution as a flake.
{
  outputs =
    { self }:
    let
      extended =
        more:
        let
          base = import ./lib/modules.nix // {
            modules = { };
            mkOptionDefault = lib.mkOverride 1500;
            extend = extension: extended (final: prev: let first = more final prev; in first // extension final (prev // first));
            nixosSystem =
              { modules, specialArgs ? { } }: lib.evalModules ([ ./nixos.nix ] ++ modules) ({ inherit lib; pkgs = { inherit lib; }; } // specialArgs);
          };
          lib = base // more lib base;
        in
        lib;
    in
    {
      lib = extended (_final: _prev: { });
    };
}
