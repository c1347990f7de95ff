# A stand-in for flake-utils-plus: hosts are made of `hosts` and `hostDefaults`. primops → lib → the library of flake-utils → its outputs
primops: nativeLib: flakeUtils:
let
  inherit (primops) openAttrs unknown;
  inherit (builtins)
    attrValues
    foldl'
    isAttrs
    isList
    listToAttrs
    map
    mapAttrs
    removeAttrs
    ;

  mergeAny =
    lhs: rhs:
    lhs
    // mapAttrs (
      name: value:
      if isAttrs value then
        lhs.${name} or { } // value
      else if isList value then
        lhs.${name} or [ ] ++ value
      else
        value
    ) rhs;

  mkFlake =
    args@{
      inputs,
      supportedSystems ? flakeUtils.defaultSystems,
      channels ? { },
      hosts ? { },
      hostDefaults ? { },
      ...
    }:
    let
      others = removeAttrs args [
        "channels"
        "channelsConfig"
        "hostDefaults"
        "hosts"
        "inputs"
        "nixosProfiles"
        "outputsBuilder"
        "self"
        "sharedOverlays"
        "supportedSystems"
      ];
      inputOf = channel: channels.${channel}.input or inputs.${channel} or inputs.nixpkgs or { lib = nativeLib; };
      withDefaults =
        host:
        {
          channelName = "nixpkgs";
          system = "x86_64-linux";
          output = "nixosConfigurations";
          modules = [ ];
          extraArgs = { };
          specialArgs = { };
        }
        // mergeAny hostDefaults host;
      build =
        name: own:
        let
          host = withDefaults own;
          input = inputOf host.channelName;
          # Names of hosts are domains from the outside in.
          hostName = nativeLib.last (nativeLib.splitString "." name);
        in
        {
          ${host.output}.${name} = (host.builder or input.lib.nixosSystem) {
            inherit (host) system;
            modules = [
              {
                _file = "flake-utils-plus";
                networking = { inherit hostName; };
                _module.args = {
                  inherit inputs;
                }
                // host.extraArgs;
              }
            ]
            ++ host.modules;
            specialArgs = host.specialArgs // {
              channel = unknown "a channel of flake-utils-plus";
            };
          };
        };
      pkgs = nativeLib.genAttrs supportedSystems (
        system:
        openAttrs "channels of flake-utils-plus" (
          mapAttrs (
            name: channel:
            channel.input.legacyPackages.${system} or (unknown "the channel `${name}`")
            // {
              inherit name;
              inherit (channel) input;
            }
          ) channels
        )
      );
    in
    openAttrs "outputs of flake-utils-plus" (
      mergeAny others ({ inherit pkgs; } // foldl' mergeAny { } (attrValues (mapAttrs build hosts)))
    );

  exportModules =
    paths:
    listToAttrs (
      map (path: {
        name = nativeLib.removeSuffix ".nix" (baseNameOf path);
        value = import path;
      }) paths
    );
in
{
  lib = openAttrs "flake-utils-plus.lib" (
    flakeUtils
    // {
      inherit exportModules mergeAny mkFlake;
      patchChannel = _system: channel: _patches: channel;
    }
  );
  nixosModules = openAttrs "flake-utils-plus.nixosModules" { autoGenFromInputs = { }; };
}
