# A machine without nixpkgs. primops → { modules, … } → { config, options, pkgs, lib, extendModules, … }
primops: args: import ./nixos primops ({ lib = import ./nixpkgs/lib; } // args)
