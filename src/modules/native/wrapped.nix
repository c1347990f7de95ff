# The packages to which overlays give a home of their own: `steam.override { extraBwrapArgs = [ "--bind … $HOME" ]; }`.
primops: overlays:
let
  inherit (builtins) any attrNames concatMap isAttrs isFunction isList isString match;
  inherit (primops) isUnknown unknown;
  isWritten = v: !(isUnknown v);
  mentions = pattern: v: isWritten v && isString v && match ".*${pattern}.*" (builtins.replaceStrings [ "\n" ] [ " " ] v) != null;
  # Whether an argument can lead a program to another home.
  moves =
    args: name:
    let
      value = args.${name};
    in
    mentions "[bB]wrap" name
    || mentions "HOME=" value
    || isWritten value && isAttrs value && value ? HOME
    || isWritten value && isList value && any (mentions "HOME") value;
  arguments = args: if isFunction args then args (unknown "the arguments so far") else args;
  package = {
    override =
      args:
      let
        given = arguments args;
      in
      package // { isMoved = isWritten given && isAttrs given && any (moves given) (attrNames given); };
    overrideAttrs = _: package;
    isMoved = false;
  };
  added = overlay: prev: if isWritten overlay && isFunction overlay then overlay (unknown "the packages of overlays") prev else { };
  members = set: if isWritten set && isAttrs set then attrNames set else [ ];
  inherit (builtins) listToAttrs;
  of =
    overlay:
    let
      names = members (added overlay (unknown "the packages of overlays"));
      set = added overlay (listToAttrs (map (name: { inherit name; value = package; }) names));
      isMoved = name: isWritten set.${name} && isAttrs set.${name} && isWritten (set.${name}.isMoved or false) && (set.${name}.isMoved or false) == true;
    in
    builtins.filter isMoved names;
in
if isWritten overlays && isList overlays then concatMap of overlays else [ ]
