# A little of everything the grammar has.
{ lib, pkgs ? import <nixpkgs> { }, config, ... }@args:
with lib; let
  inherit (lib) mkIf "mkForce" ${"mkDefault"};
  inherit pkgs;
  cfg = config.services."nginx".virtualHosts.${name} or { };
  name = "wéb-${toString (1 + 2 * 3)}\n\${x} $${y} \"z\"";
  old = let { body = x; x = 1; };
in
assert cfg ? a.b -> !(cfg == { }) && 1 <= 2;
rec {
  a.b = 1.5e3;
  a.${name}.c = -1;
  a = { d = [ ./a ./b/${name}.nix ~/c https://example.org or-not (f 1) ]; };
  or-not = null;
  f = { x, y ? x }@z: w: if x == y then z // w else throw ''
    indented ${name}
      ''${not} ''' ''\t $$ 'ü'
    end
  '';
  g = a |> f;
  /* a comment */
  h = f (f 1) [ ] ++ map (x: x) [ args ] ++ mkIf true [ cfg.or ];
}
