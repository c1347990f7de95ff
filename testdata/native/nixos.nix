# nixos: what configurations come to without nixpkgs.
primops:
let
  known = import ../../src/modules/native/nixos/stand-ins.nix primops lib;
  lib = import ../../src/modules/native/lib primops;
  system = modules: (lib.nixosSystem { inherit modules; }).config;
  ann = { users.users.ann.isNormalUser = true; };
  persistence = system [
    known.impermanence.nixosModules.impermanence
    known.home-manager.nixosModules.home-manager
    ann
    (
      { config, modulesPath, ... }:
      {
        imports = [ (modulesPath + "/installer/scan/not-detected.nix") ];
        environment.persistence."/persist" = {
          directories = [
            "/var/log"
            {
              directory = "/var/lib/x";
              mode = "0700";
            }
          ];
          files = [ "/etc/machine-id" ];
          users.ann.directories = [ "Documents" ];
        };
        home-manager.users.ann =
          { config, osConfig, ... }:
          {
            home.persistence."/persist/home/ann".directories = [
              "Pictures"
              osConfig.networking.hostName
            ];
          };
        networking.hostName = "web";
      }
    )
  ];
  root = persistence.environment.persistence."/persist";
  undeclared = system [
    (
      { config, lib, ... }:
      {
        config = lib.mkMerge [
          {
            services.bar = {
              enable = true;
              list = lib.mkMerge [
                [ 1 ]
                (lib.mkBefore [ 2 ])
              ];
              port = lib.mkDefault 1;
            };
          }
          (lib.mkIf config.services.bar.enable {
            services.foo.x = 1;
            services.bar.port = 2;
            services.bar.extraConfig = "a";
          })
          (lib.mkIf (!config.services.bar.enable) { services.foo.y = 1; })
          { services.bar.extraConfig = "b"; }
        ];
      }
    )
  ];
in
{
  directories = {
    expr = map (d: [ d.directory d.user d.group d.mode ]) root.directories;
    expected = [
      [ "/var/log" "root" "root" "0755" ]
      [ "/var/lib/x" "root" "root" "0700" ]
    ];
  };
  files = {
    expr = map (f: f.file) root.files;
    expected = [ "/etc/machine-id" ];
  };
  userDirectories = {
    expr = map (d: [ d.dirPath d.user d.group ]) root.users.ann.directories;
    expected = [ [ "/home/ann/Documents" "ann" "users" ] ];
  };
  homeManager = {
    expr = map (d: d.directory) persistence.home-manager.users.ann.home.persistence."/persist/home/ann".directories;
    expected = [
      "Pictures"
      "web"
    ];
  };
  profiles = {
    expr = persistence._module.unknownImports;
    expected = [ ];
  };
  undeclared = {
    expr = { inherit (undeclared.services.foo) x; };
    expected = { x = 1; };
  };
  undeclaredValues = {
    expr = { inherit (undeclared.services.bar) list port extraConfig; };
    expected = {
      list = [ 2 1 ];
      port = 2;
      extraConfig = "a\nb";
    };
  };
  secrets = {
    expr =
      let
        config = system [
          known.sops-nix.nixosModules.sops
          known.agenix.nixosModules.default
          {
            sops.secrets.a = { };
            sops.secrets.b.neededForUsers = true;
            age.secrets.c.file = ./none.age;
            services.openssh.enable = true;
          }
        ];
      in
      [
        config.sops.secrets.a.path
        config.sops.secrets.b.path
        config.age.secrets.c.path
        config.sops.age.sshKeyPaths
        config.age.identityPaths
      ];
    expected = [
      "/run/secrets/a"
      "/run/secrets-for-users/b"
      "/run/agenix/c"
      [ "/etc/ssh/ssh_host_ed25519_key" ]
      [
        "/etc/ssh/ssh_host_rsa_key"
        "/etc/ssh/ssh_host_ed25519_key"
      ]
    ];
  };
  preservation = {
    expr =
      let
        config = system [
          known.preservation.nixosModules.preservation
          ann
          {
            preservation.enable = true;
            preservation.preserveAt."/persistent" = {
              files = [
                {
                  file = "/etc/machine-id";
                  inInitrd = true;
                }
              ];
              users.ann.directories = [ ".ssh" ];
            };
          }
        ];
        inherit (config.preservation.preserveAt."/persistent") files users;
      in
      [
        (map (f: [ f.file f.inInitrd f.how f.mode ]) files)
        (map (d: [ d.directory d.user d.group d.mode ]) users.ann.directories)
      ];
    expected = [
      [ [ "/etc/machine-id" true "bindmount" "0644" ] ]
      [ [ ".ssh" "ann" "users" "0755" ] ]
    ];
  };
  disko = {
    expr =
      let
        config = system [
          known.disko.nixosModules.disko
          {
            disko.devices = {
              nodev."/" = {
                fsType = "tmpfs";
                mountOptions = [ "size=2G" ];
              };
              disk.main.content = {
                type = "gpt";
                partitions.crypt.content = {
                  type = "luks";
                  name = "root";
                  content = {
                    type = "btrfs";
                    subvolumes."/persist".mountpoint = "/persist";
                  };
                };
              };
            };
            fileSystems."/persist".neededForBoot = true;
          }
        ];
      in
      lib.mapAttrsToList (path: fs: [ path fs.device fs.fsType fs.options fs.neededForBoot ]) config.fileSystems;
    expected = [
      [ "/" "none" "tmpfs" [ "x-initrd.mount" "size=2G" ] false ]
      [ "/persist" "/dev/mapper/root" "btrfs" [ "x-initrd.mount" "defaults" "subvol=/persist" ] true ]
    ];
  };
  oldNames = {
    expr = (system [ { users.extraUsers.bob.isNormalUser = true; } ]).users.users.bob.home;
    expected = "/home/bob";
  };
}
