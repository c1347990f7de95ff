# strings: each expression with its value.
lib:
with lib;
{
  cms = {
    expr = concatMapStrings (x: "a"+x) ["f" "b"];
    expected = "afab";
  };
  cmas = {
    expr = concatMapAttrsStringSep "\n" (n: v: "${n}: ${v}") {a="1";b="2";};
    expected = "a: 1\nb: 2";
  };
  lines = {
    expr = concatLines ["a" "b"];
    expected = "a\nb\n";
  };
  ints = {
    expr = intersperse "/" ["a" "b" "c"];
    expected = [ "a" "/" "b" "/" "c" ];
  };
  ints2 = {
    expr = intersperse "/" ["a"];
    expected = [ "a" ];
  };
  srep = {
    expr = strings.replicate 3 "v";
    expected = "vvv";
  };
  hp = {
    expr = [ (hasPrefix "foo" "foobar") (hasPrefix "foo" "barfoo") (hasSuffix "foo" "foobar") (hasSuffix "foo" "barfoo") (hasInfix "bc" "abcd") (hasInfix "a.c" "abc") (hasInfix "\n" "a\nb") (hasSuffix "" "x") (hasPrefix "" "")];
    expected = [ true false false true true false true true true ];
  };
  rp = {
    expr = [ (removePrefix "foo." "foo.bar.baz") (removePrefix "xxx" "foo") (removeSuffix "front" "homefront") (removeSuffix "xxx" "home") (removeSuffix "" "home")];
    expected = [ "bar.baz" "foo" "home" "home" "home" ];
  };
  trim = {
    expr = [ (trim "  a b \n") (trim "") (trim " \n ") (trimWith {start=true;} " a ") (trimWith {end=true;} " a ") (trimWith {end=true;} "  ")];
    expected = [ "a b" "" "" "a " " a" "" ];
  };
  ss = {
    expr = [ (splitString "." "foo.bar.baz") (splitString "/" "/usr/local/bin") (splitString "" "abc") (splitString "x" "") (splitString "||" "a||b")];
    expected = [ [ "foo" "bar" "baz" ] [ "" "usr" "local" "bin" ] [ "" "a" "b" "c" "" ] [ "" ] [ "a" "b" ] ];
  };
  ssb = {
    expr = [ (splitStringBy (p: c: elem c ["." "-"]) false "foo.bar-baz") (splitStringBy (p: c: elem p (stringToCharacters "abcdefghijklmnopqrstuvwxyz") && elem c (stringToCharacters "ABCDEFGHIJ")) true "fooBarBaz") ];
    expected = [ [ "foo" "bar" "baz" ] [ "foo" "Bar" "Baz" ] ];
  };
  stc = {
    expr = stringToCharacters "ab";
    expected = [ "a" "b" ];
  };
  sac = {
    expr = stringAsChars (x: if x=="a" then "i" else x) "nax";
    expected = "nix";
  };
  lower = {
    expr = toLower "HoMe";
    expected = "home";
  };
  upper = {
    expr = toUpper "home";
    expected = "HOME";
  };
  sent = {
    expr = map toSentenceCase ["home" "HOME" ""];
    expected = [ "Home" "Home" "" ];
  };
  camel = {
    expr = map toCamelCase ["hello-world" "hello_world" "helloWorld" "hello World" "Hello-World-foo" "a"];
    expected = [ "helloWorld" "helloWorld" "helloWorld" "helloWorld" "helloWorldFoo" "a" ];
  };
  esc = {
    expr = [ (escape ["(" ")"] "(foo)") (escapeRegex "[^a-z]*") (escapeShellArg "esc'ape\nme") (escapeShellArg "ab/c.d") (escapeShellArgs ["one" "two three" "four'five"]) (strings.escapeNixString "hello\${}\n") (strings.escapeNixIdentifier "hello") (strings.escapeNixIdentifier "0a") (strings.escapeNixIdentifier "if") (escapeXML "\"test\" 'test' < & >") (escapeURL "foo bar/b@z?") (strings.escapeC [" " "-"] "foo bar-baz") ];
    expected = [ "\\(foo\\)" "\\[\\^a-z]\\*" "'esc'\\''ape\nme'" "ab/c.d" "one 'two three' 'four'\\''five'" "\"hello\\\${}\\n\"" "hello" "\"0a\"" "\"if\"" "&quot;test&quot; &apos;test&apos; &lt; &amp; &gt;" "foo%20bar%2Fb%40z%3F" "foo\\x20bar\\x2dbaz" ];
  };
  posix = {
    expr = map isValidPosixName ["a_b" "0a" "a-b"];
    expected = [ true false false ];
  };
  tsv = {
    expr = [ (toShellVar "foo" "bar baz") (toShellVar "l" ["a" "b c"]) (toShellVar "s" {a="x y";}) (toShellVars {a="b";c=["d"];}) ];
    expected = [ "foo='bar baz'" "declare -a l=(a 'b c')" "declare -A s=([a]='x y')" "a=b\ndeclare -a c=(d)" ];
  };
  convs = {
    expr = map strings.isConvertibleWithToString [1 "a" null {} [1 "a"] [{}] {outPath="x";} true];
    expected = [ true true true false true false true true ];
  };
  sl2 = {
    expr = map isStringLike [1 "a" ./. {outPath="x";} {__toString=x:"a";} {}];
    expected = [ false true true true true false ];
  };
  isp = {
    expr = [ (isStorePath "/nix/store/d945ibfx9x185xf04b890y4f9g3cbb63-python-2.7.11/bin/python") (isStorePath "/nix/store/d945ibfx9x185xf04b890y4f9g3cbb63-python-2.7.11") (isStorePath "/x")];
    expected = [ false true false ];
  };
  nfu = {
    expr = nameFromURL "https://nixos.org/releases/nix/nix-1.7/nix-1.7-x86_64-linux.tar.bz2" "-";
    expected = "nix";
  };
  sdn = {
    expr = [ (strings.sanitizeDerivationName "../hello.bar # foo") (strings.sanitizeDerivationName "") ];
    expected = [ "-hello.bar-foo" "unknown" ];
  };
  np = {
    expr = strings.normalizePath "/a//b///c/";
    expected = "/a/b/c/";
  };
  fw = {
    expr = [ (fixedWidthString 5 "0" "15") (fixedWidthNumber 5 15) ];
    expected = [ "00015" "00015" ];
  };
  ti = {
    expr = [ (toInt "1337") (toInt "-4") (toInt " 123 ") (toIntBase10 "00024") ];
    expected = [ 1337 (-4) 123 24 ];
  };
  tif = {
    expr = map (s: (builtins.tryEval (toInt s)).success) ["0123" "x" "1.5" "00" "0"];
    expected = [ false false false false true ];
  };
  gn = {
    expr = [ (getName "youtube-dl-2016.01.01") (getName {pname="a";version="1";}) (getVersion "youtube-dl-2016.01.01") (getVersion {name="a-1.0";})];
    expected = [ "youtube-dl" "a" "2016.01.01" "1.0" ];
  };
  vo = {
    expr = [ (versionOlder "1.1" "1.2") (versionOlder "1.1" "1.1") (versionAtLeast "1.1" "1.0") (versionAtLeast "24.11" "25.05")];
    expected = [ true false true false ];
  };
  feat = {
    expr = [ (enableFeature true "x") (enableFeatureAs true "x" "y") (withFeature false "x") (withFeatureAs false "x" "y") (cmakeBool "A" true) (cmakeFeature "a" "b") (mesonOption "a" "b") (mesonBool "a" false) (mesonEnable "a" true)];
    expected = [ "--enable-x" "--enable-x=y" "--without-x" "--without-x" "-DA:BOOL=TRUE" "-Da:STRING=b" "-Da=b" "-Da=false" "-Da=enabled" ];
  };
  msp = {
    expr = [ (makeSearchPath "bin" ["/root" "/usr"]) (makeBinPath ["/a"]) (makeLibraryPath ["/a" null]) ];
    expected = [ "/root/bin:/usr/bin" "/a/bin" "/a/lib" ];
  };
  lev = {
    expr = [ (strings.levenshtein "foo" "foo") (strings.levenshtein "book" "hook") (strings.levenshtein "Heyo" "Hello") (strings.levenshteinAtMost 1 "a" "abc")];
    expected = [ 0 1 2 false ];
  };
  cpl = {
    expr = [ (strings.commonPrefixLength "abc" "abd") (strings.commonSuffixLength "xbc" "abc")];
    expected = [ 2 2 ];
  };
  acf = {
    expr = addContextFrom "a" "b";
    expected = "b";
  };
  rs = {
    expr = replaceString "a" "b" "aca";
    expected = "bcb";
  };
  join = {
    expr = join ", " ["a" "b"];
    expected = "a, b";
  };
  c2i = {
    expr = strings.charToInt "A";
    expected = 65;
  };
}
