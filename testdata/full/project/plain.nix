{ lib, config, ... }:
{
  require = [
    (
      { lib, ... }:
      {
        _file = "web.nix";
        key = "web";
        options.services.web = {
          enable = lib.mkOption { type = lib.types.bool; default = false; };
          name = lib.mkOption { type = lib.types.str; default = "web"; };
          paths = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; };
        };
        meta.who = [ "ann" ];
        config = lib.mkMerge [
          { services.web.paths = [ "/first" ]; }
          (lib.mkIf true {
            services = lib.mkIf (config.flag || true) {
              web = {
                name = lib.mkDefault "weak";
                paths = lib.mkMerge [
                  [ "/second" ]
                  (lib.mkIf false [ "/never" ])
                  (lib.mkIf true (lib.mkMerge [ [ "/third" ] [ "/fourth" ] ]))
                ];
              };
            };
          })
        ];
      }
    )
  ];
  imports = [
    {
      key = "disabled";
      name = lib.mkForce "disabled";
    }
  ];
  disabledModules = [ "disabled" ];
  services.web = lib.mkOverride 60 { enable = true; };
  meta.who = [ "bob" ];
  units = lib.mkMerge [
    { web.state = lib.mkForce "/forced"; }
    { web.state = "/plain"; }
    (lib.mkIf (!config.services.web.enable) { off.state = "/off"; })
  ];
  kept = config.services.web.paths;
  name = config.services.web.name;
}
