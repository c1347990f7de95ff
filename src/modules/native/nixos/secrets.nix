# Stand-ins for sops-nix and agenix. primops → lib → { sops, agenix, homeSops, homeAgenix }
primops: nativeLib:
let
  optionOf = lib: type: default: lib.mkOption { inherit type default; };
  keysOf =
    config: kinds:
    let
      ssh = config.services.openssh;
    in
    if ssh.enable then map (k: k.path) (builtins.filter (k: builtins.elem k.type kinds) ssh.hostKeys) else [ ];

  sopsModule =
    {
      key,
      secretsDir,
      hostKeys,
    }:
    { config, lib, ... }:
    let
      inherit (lib) types;
      option = optionOf lib;
      secret =
        { name, config, ... }:
        {
          options = {
            name = option types.str name;
            key = option types.str name;
            path = option types.str (if config.neededForUsers then "/run/secrets-for-users/${config.name}" else "${secretsDir}/${config.name}");
            format = option types.anything "yaml";
            mode = option types.str "0400";
            owner = option (types.nullOr types.str) "root";
            uid = option types.anything 0;
            group = option (types.nullOr types.str) "root";
            gid = option types.anything 0;
            sopsFile = lib.mkOption { type = types.raw; };
            restartUnits = option (types.listOf types.str) [ ];
            reloadUnits = option (types.listOf types.str) [ ];
            neededForUsers = option types.bool false;
          };
        };
      template =
        { name, config, ... }:
        {
          options = {
            name = option types.str name;
            path = option types.str "${secretsDir}/rendered/${config.name}";
            content = option types.lines "";
            file = lib.mkOption { type = types.raw; };
            mode = option types.str "0400";
            owner = option types.anything "root";
            group = option types.anything "root";
            uid = option types.anything 0;
            gid = option types.anything 0;
            restartUnits = option (types.listOf types.str) [ ];
            reloadUnits = option (types.listOf types.str) [ ];
          };
        };
    in
    {
      inherit key;
      options.sops = {
        secrets = option (types.attrsOf (types.submodule secret)) { };
        templates = option (types.attrsOf (types.submodule template)) { };
        placeholder = option (types.attrsOf types.anything) (builtins.mapAttrs (name: _: "<SOPS:${name}:PLACEHOLDER>") config.sops.secrets);
        defaultSopsFile = lib.mkOption { type = types.raw; };
        defaultSopsFormat = option types.str "yaml";
        validateSopsFiles = option types.bool true;
        keepGenerations = option types.anything 1;
        age = {
          keyFile = option (types.nullOr types.anything) null;
          generateKey = option types.bool false;
          sshKeyPaths = option (types.listOf types.anything) (hostKeys config [ "ed25519" ]);
        };
        gnupg = {
          home = option (types.nullOr types.str) null;
          sshKeyPaths = option (types.listOf types.anything) (hostKeys config [ "rsa" ]);
        };
        environment = option (types.attrsOf types.anything) { };
        log = option types.anything [ ];
        useTmpfs = option types.bool false;
      };
    };

  ageModule =
    {
      key,
      secretsDir,
      hostKeys,
    }:
    { config, lib, ... }:
    let
      inherit (nativeLib) types;
      option = optionOf lib;
      cfg = config.age;
      secret =
        { name, config, ... }:
        {
          options = {
            name = option types.str name;
            file = lib.mkOption { type = types.raw; };
            path = option types.str "${toString cfg.secretsDir}/${config.name}";
            mode = option types.str "0400";
            owner = option types.str "0";
            group = option types.anything "0";
            symlink = option types.bool true;
          };
        };
    in
    {
      inherit key;
      options.age = {
        identityPaths = option (types.listOf types.anything) (hostKeys config [ "rsa" "ed25519" ]);
        secrets = option (types.attrsOf (types.submoduleWith {
          open = true;
          shorthandOnlyDefinesConfig = true;
          modules = [ secret ];
        })) { };
        secretsDir = option types.anything secretsDir;
        secretsMountPoint = option types.anything "${secretsDir}.d";
        ageBin = lib.mkOption { type = types.raw; };
      };
    };
  inHome = _config: _kinds: [ ];
in
{
  sops = sopsModule {
    key = "stand-in:sops";
    secretsDir = "/run/secrets";
    hostKeys = keysOf;
  };
  agenix = ageModule {
    key = "stand-in:agenix";
    secretsDir = "/run/agenix";
    hostKeys = keysOf;
  };
  homeSops = sopsModule {
    key = "stand-in:home-sops";
    secretsDir = "%r/secrets";
    hostKeys = inHome;
  };
  homeAgenix = ageModule {
    key = "stand-in:home-agenix";
    secretsDir = "\${XDG_RUNTIME_DIR}/agenix";
    hostKeys = inHome;
  };
}
