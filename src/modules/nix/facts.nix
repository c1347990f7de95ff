# Reads evaluated configurations as data that JSON can hold, for the real Nix.
#
# A node is [ value place ]. A value is null, a boolean, a number or a string as it is, else one of
#   { l = [ node … ]; }                     a list
#   { a = { name = [ node place ]; … }; }   a set
#   { p = text; }                           a path
#   { f = true; }                           a function
#   { u = reason; }                         what fails
# with `i` where only a part was read. A place is [ file line column ], and null outside of the project.
{ root }:
let
  inherit (builtins)
    attrNames
    concatMap
    elemAt
    filter
    genList
    head
    intersectAttrs
    isAttrs
    isFunction
    isList
    isPath
    isString
    length
    mapAttrs
    stringLength
    substring
    tryEval
    unsafeDiscardStringContext
    unsafeGetAttrPos
    ;

  place =
    pos:
    if pos == null || substring 0 (stringLength root + 1) pos.file != "${root}/" then
      null
    else
      [
        pos.file
        pos.line
        pos.column
      ];
  first = list: if list == [ ] then null else head list;

  # What a definition comes to without conditions, priorities and order. The merged value does not know where it was
  # written, but the definitions do.
  plainDefinitions =
    definition:
    let
      tried = tryEval definition;
      value = tried.value;
      kind = if isAttrs value then value._type or null else null;
      condition = tryEval value.condition;
    in
    if !tried.success then
      [ ]
    else if kind == "if" then
      if condition.success && condition.value == true then plainDefinitions value.content else [ ]
    else if kind == "merge" then
      concatMap plainDefinitions value.contents
    else if kind == "override" || kind == "order" then
      plainDefinitions value.content
    else
      [ value ];
  has = name: filter (definition: isAttrs definition && definition ? ${name});
  placeIn =
    name: definitions:
    first (
      filter (found: found != null) (
        map (definition: place (unsafeGetAttrPos name definition)) (has name definitions)
      )
    );
  placeInside =
    value: if isAttrs value && value != { } then placeIn (head (attrNames value)) [ value ] else null;

  isOption = value: isAttrs value && value._type or null == "option";
  # The option or set of options of that name.
  optionBelow =
    name: options:
    if isAttrs options && !isOption options && options ? ${name} then
      let
        tried = tryEval options.${name};
      in
      if tried.success then tried.value else null
    else
      null;
  definitionsOf =
    option:
    let
      tried = tryEval option.definitions;
    in
    if tried.success then concatMap plainDefinitions tried.value else [ ];

  failed = {
    u = "its evaluation fails";
  };
  text =
    value:
    let
      tried = tryEval (unsafeDiscardStringContext (toString value));
    in
    if tried.success then tried.value else failed;

  # What is not written in the project can be read in another shape.
  ours = place: shape: if shape ? ours then (if place == null then shape.others else shape.ours) else shape;

  node =
    shape: options: definitions: here: value:
    let
      tried = tryEval value;
    in
    [
      (if tried.success then read shape options definitions here tried.value else failed)
      here
    ];

  inner =
    shape:
    if shape ? deep then
      if shape.deep == 0 then null else { deep = shape.deep - 1; }
    else if shape ? own then
      {
        ours = shape.own;
        others = shape.each;
      }
    else
      shape.each or null;

  # Not the package of a program that is off, which nobody has evaluated.
  asked =
    fields: value:
    let
      enable = tryEval (value.enable or null);
      isOff = fields ? package && enable.success && enable.value == false;
    in
    if isOff then removeAttrs fields [ "package" ] else fields;

  read =
    shape: options: definitions: here: value:
    if isString value then
      text value
    else if isPath value then
      { p = toString value; }
    else if isFunction value then
      { f = true; }
    else if isList value then
      if shape == null then
        {
          l = [ ];
          i = true;
        }
      else
        {
          l =
            let
              written = concatMap (definition: if isList definition then definition else [ ]) definitions;
              known = length written == length value;
            in
            genList (
              index:
              let
                own = if known then plainDefinitions (elemAt written index) else [ ];
                inside = filter (found: found != null) (map placeInside own);
              in
              node (inner shape) null own (if inside == [ ] then here else head inside) (elemAt value index)
            ) (length value);
        }
    else if isAttrs value then
      if (shape == null || shape ? deep) && (value ? outPath || value ? __toString) then
        text value
      else if shape == null then
        {
          a = { };
          i = true;
        }
      else
        {
          a = mapAttrs (
            name: shape:
            let
              option = optionBelow name options;
              below =
                if isOption option then
                  definitionsOf option
                else
                  concatMap (definition: plainDefinitions definition.${name}) (has name definitions);
              at = placeIn name definitions;
              written = if at == null then placeIn name [ value ] else at;
            in
            [
              (node (ours written shape) option below written value.${name})
              written
            ]
          ) (if shape ? fields then intersectAttrs value (asked shape.fields value) else mapAttrs (_: _: inner shape) value);
        }
    else
      value;
in
{
  inherit place;
  # The facts of one host of a set.
  facts =
    shape: name: hosts:
    let
      host = hosts.${name};
      release = tryEval (host.config.system.nixos.release or null);
    in
    {
      place = place (unsafeGetAttrPos name hosts);
      # When this fails, so does the host.
      config = [
        (read shape (host.options or null) [ ] null host.config)
        null
      ];
      release = if release.success && isString release.value then release.value else null;
    };
}
