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

  # The same directories, for libraries that find hosts by where they are.
  fleet =
    make:
    let
      outputs = make {
        self = outputs // {
          outPath = ./fleet;
          __toString = _: toString ./fleet;
          inherit inputs;
        };
        inherit inputs;
      };
      inputs = {
        nixpkgs = { inherit lib; };
        inherit (known) home-manager impermanence;
        flake-parts = known.flake-parts;
        self = outputs // {
          outPath = toString ./fleet;
        };
      };
      kept = {
        imports = [ known.impermanence.nixosModules.default ];
      };
    in
    {
      inherit outputs kept;
      persistence =
        let
          root = (outputs.nixosConfigurations.web.extendModules { modules = [ kept ]; }).config.environment.persistence."/keep";
        in
        map (entry: entry.dirPath or entry.directory) root.directories ++ map (entry: entry.filePath or entry.file) root.files;
      users = builtins.attrNames outputs.nixosConfigurations.web.config.home-manager.users;
    };
  # A clan, by its own function and as a module of flake-parts.
  clanOf = {
    machines.mail.networking.domain = "home";
    machines.mac = { };
    inventory.machines.mac.machineClass = "darwin";
    inventory.machines.mail.tags = [ "server" ];
    inventory.tags.backed-up = [ "mail" ];
    inventory.instances = {
      base = {
        module.name = "importer";
        roles.default = {
          tags = [ "nixos" ];
          extraModules = [ { networking.timeServers = [ "base" ]; } ];
        };
      };
      server.roles.default = {
        tags.server = { };
        extraModules = [ { networking.timeServers = [ "server" ]; } ];
      };
      backup.roles = {
        client = {
          tags = [ "backed-up" ];
          extraModules = [ { networking.timeServers = [ "client" ]; } ];
        };
        server = {
          machines.router.settings = { };
          extraModules = [ { networking.timeServers = [ "keeper" ]; } ];
        };
      };
    };
    directory = ./fleet;
  };
  byClan = known.clan-core.lib.clan ({ self = { inherit inputs; }; } // clanOf);
  clanInParts = known.flake-parts.lib.mkFlake { inherit inputs; } {
    imports = [ known.clan-core.flakeModules.default ];
    clan = clanOf;
  };
  byHosts = fleet ({ inputs, ... }: known.blueprint { inherit inputs; });
  bySystems = fleet (
    { inputs, ... }:
    known.snowfall-lib.mkFlake {
      inherit inputs;
      src = ./fleet;
      snowfall.namespace = "own";
    }
  );
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
  homeManagerLibrary = {
    expr = known.home-manager.lib.hm.dag.entryAfter [ "writeBoundary" ] "echo";
    expected = {
      data = "echo";
      after = [ "writeBoundary" ];
      before = [ ];
    };
  };
  diskoInParts = {
    expr =
      (known.flake-parts.lib.mkFlake { inherit inputs; } {
        imports = [ known.disko.flakeModules.default ];
        flake.diskoConfigurations.web = { };
      }).diskoConfigurations;
    expected.web = { };
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
  blueprint = {
    expr = byHosts.persistence;
    expected = [ "/etc/web" ];
  };
  clan = {
    expr = {
      names = builtins.attrNames byClan.nixosConfigurations;
      inParts = builtins.attrNames clanInParts.nixosConfigurations;
      network = {
        inherit (byClan.nixosConfigurations.mail.config.networking) domain hostName;
      };
      roles = builtins.mapAttrs (_: host: builtins.sort builtins.lessThan host.config.networking.timeServers) byClan.nixosConfigurations;
      isOpen = byClan.nixosConfigurations.mail.config._module.open;
      fromDirectory = byClan.nixosConfigurations.router.config.networking.hostName;
    };
    expected = {
      names = [
        "mail"
        "router"
      ];
      inParts = [
        "mail"
        "router"
      ];
      network = {
        domain = "home";
        hostName = "mail";
      };
      roles = {
        mail = [
          "base"
          "client"
          "server"
        ];
        router = [
          "base"
          "keeper"
        ];
      };
      isOpen = true;
      fromDirectory = "edge";
    };
  };
  snowfall = {
    expr = {
      inherit (bySystems) persistence users;
      hasFile = bySystems.outputs.nixosConfigurations.web.config.home-manager.users.ann.home.file ? web;
    };
    expected = {
      persistence = [ "/var/word-web" "/etc/web" ];
      users = [ "ann" ];
      hasFile = true;
    };
  };
  haumea = {
    expr = known.haumea.lib.load {
      src = ./fleet/tree;
      inputs.a = 3;
    };
    expected = {
      one.x = 3;
      deep.three.y = 23;
    };
  };
}
