# A stand-in for colmena: a hive becomes its nodes. primops → lib → its outputs
primops: lib:
let
  makeHive =
    hive:
    let
      meta = hive.meta or hive.network or { };
      names = builtins.filter (name: !(builtins.elem name [ "meta" "network" "defaults" "__schema" ])) (builtins.attrNames hive);
      node =
        name:
        lib.nixosSystem {
          modules = [
            {
              _module.args = {
                inherit name nodes;
              };
              networking.hostName = lib.mkOverride 1400 name;
            }
            (hive.defaults or { })
          ]
          ++ lib.toList hive.${name};
          specialArgs = {
            inherit name nodes;
          }
          // meta.specialArgs or { }
          // meta.nodeSpecialArgs.${name} or { };
        };
      nodes = lib.genAttrs names node;
    in
    {
      __schema = "v0.5";
      inherit nodes;
      toplevel = builtins.mapAttrs (_: node: node.config.system.build.toplevel) nodes;
      introspect = f: f { inherit lib nodes; pkgs = primops.unknown "pkgs"; };
    };
in
{
  lib = { inherit makeHive; };
  nixosModules = primops.openAttrs "colmena.nixosModules" {
    deploymentOptions = { };
    assertionModule = { };
    keyServiceModule = { };
    metaOptions = { };
  };
}
