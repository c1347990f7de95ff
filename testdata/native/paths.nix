# paths: each expression with its value.
lib:
with lib;
{
  pth = {
    expr = [ (toString (path.append /foo "bar/baz")) (path.hasPrefix /foo /foo/bar) (path.hasPrefix /foo /fooo) (path.removePrefix /foo /foo/bar/baz) (path.removePrefix /foo /foo) (path.splitRoot /foo/bar).subpath (path.subpath.isValid "a/b") (path.subpath.isValid "../b") (path.subpath.isValid "/b") (path.subpath.isValid "") (path.subpath.normalise "a//./b") (path.subpath.join ["a" "b/c"]) (path.subpath.components "a/b") (path.hasStorePathPrefix /nix/store/d945ibfx9x185xf04b890y4f9g3cbb63-python-2.7.11/bin)];
    expected = [ "/foo/bar/baz" true false "./bar/baz" "./." "./foo/bar" true false false false "./a/b" "./a/b/c" [ "a" "b" ] true ];
  };
}
