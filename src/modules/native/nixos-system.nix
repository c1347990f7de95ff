# A machine without nixpkgs. primops → { modules, … } → { config, options, pkgs, lib, extendModules, … }
import ./nixos
