//! Builtins over what is known, and over what is not.
//!
//! `u` is an unknown value, `l xs` and `s set` are `xs` and `set` with room for more; what `n set` lacks is unknown.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    eval::{
        Evaluator, FileKind, Kind, List, Pos, Program, ReadError, Settings, Value, Vfs,
        on_large_stack,
    },
    source::Files,
    syntax::Sym,
};

const FILES: &[(&str, FileKind, &[u8])] = &[
    ("/p", FileKind::Directory, b""),
    ("/p/text", FileKind::Regular, b"hello"),
    ("/p/bytes", FileKind::Regular, b"\xff"),
    ("/p/crypt.nix", FileKind::Regular, b"\0GITCRYPT\0\x01"),
    ("/p/link", FileKind::Symlink, b""),
    ("/p/dir", FileKind::Directory, b""),
    ("/p/dir/value.nix", FileKind::Regular, b"{ a = 1; }"),
    ("/p/dir/here.nix", FileKind::Regular, b"{ dir = ./.; next = ./value.nix; }"),
    ("/nix/store/chr0qygjnyjs5b90v4hz80j6lisyhx5v-source", FileKind::Directory, b""),
];

struct Memory;

impl Memory {
    fn find(path: &Path) -> Result<(FileKind, &'static [u8]), ReadError> {
        if path.starts_with("/secret") {
            return Err(ReadError::Outside);
        }
        let file = FILES.iter().find(|(name, _, _)| Path::new(name) == path);
        file.map(|(_, kind, bytes)| (*kind, *bytes)).ok_or(ReadError::NotFound)
    }
}

impl Vfs for Memory {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        Self::find(path).map(|(_, bytes)| bytes.to_vec())
    }

    fn size(&self, path: &Path) -> Result<u64, ReadError> {
        Self::find(path).map(|(_, bytes)| bytes.len() as u64)
    }

    fn kind(&self, path: &Path) -> Result<FileKind, ReadError> {
        Self::find(path).map(|(kind, _)| kind)
    }

    fn list(&self, path: &Path) -> Result<Vec<(String, FileKind)>, ReadError> {
        let below = FILES.iter().filter(|(name, _, _)| Path::new(name).parent() == Some(path));
        let entry = |name: &str| name.rsplit('/').next().expect("has a part").to_owned();
        Ok(below.map(|(name, kind, _)| (entry(name), *kind)).collect())
    }

    fn resolve(&self, path: &Path) -> Result<PathBuf, ReadError> {
        Self::find(path).map(|_| path.to_owned())
    }
}

/// The value of a text, or its error, as text.
fn eval(text: &str) -> String {
    eval_shown(text, show)
}

/// The value of a text as a function shows it, or its error.
pub(super) fn eval_shown(
    text: &str,
    show: impl for<'a> Fn(&Evaluator<'a>, Value<'a>) -> String + Sync,
) -> String {
    on_large_stack(|| {
        let program = Program::new(Arc::new(Files::new()), Arc::new(Memory), &[]);
        Evaluator::run(&program, Settings::default(), |ev| {
            let primops = ev.primops_with(Vec::new());
            let primop = |name| ev.select(primops, Sym::new(name), Pos::NONE).ok().expect("exists");
            let names = ["u", "l", "s", "n"].map(Sym::new);
            let scope = [
                ev.unknown("secret", Pos::NONE),
                primop("openList"),
                ev.lazy_call(primop("openAttrs"), &[ev.string("secret")]),
                ev.lazy_call(primop("lenientAttrs"), &[ev.string("secret")]),
            ];
            let source = program.add(Path::new("/p/test.nix"), text, &names);
            assert!(source.errors.is_empty(), "{}: {text}", source.errors[0].message);
            match ev.evaluate(ev.adopt(source), &scope) {
                Ok(value) => show(ev, value),
                Err(error) => match error.kind {
                    crate::eval::ErrorKind::Unknown(_) => "?".to_owned(),
                    _ => format!("{}: {}", error.kind.as_str(), error.message),
                },
            }
        })
    })
}

fn show<'a>(ev: &Evaluator<'a>, value: Value<'a>) -> String {
    let value = match ev.force(value) {
        Ok(value) => value,
        Err(error) => return error.kind.as_str().to_owned(),
    };
    match value.kind() {
        Kind::Null => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Int(value) => value.to_string(),
        Kind::Float(value) => value.to_string(),
        Kind::Str(str) => format!("{:?}", str.text),
        Kind::Path(path) => path.text.to_owned(),
        Kind::List(list) => {
            let items = list.items.iter().map(|item| show(ev, *item));
            let rest = |list: &List<'a>| {
                list.items.iter().map(|item| format!("{}?", show(ev, *item))).collect::<Vec<_>>()
            };
            let rest = list.open.map(|_| list.rest.map_or_else(|| vec!["...".to_owned()], rest));
            let items = items.chain(rest.into_iter().flatten());
            format!("[{}]", items.collect::<Vec<_>>().join(" "))
        }
        Kind::Attrs(attrs) => {
            let items = attrs.in_name_order().into_iter();
            let items = items.map(|attr| format!("{}={}", attr.name, show(ev, attr.value)));
            let items = items.chain(attrs.open.map(|_| "...".to_owned()));
            format!("{{{}}}", items.collect::<Vec<_>>().join(" "))
        }
        Kind::Unknown(_) => "?".to_owned(),
        Kind::Lambda(_) | Kind::Builtin(_) | Kind::Thunk(_) => value.type_name().to_owned(),
    }
}

/// Each line is `expression => value`.
fn check(cases: &str) {
    for case in cases.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (text, expected) = case.split_once(" => ").expect("is a case");
        assert_eq!(eval(&format!("with builtins; {text}")), expected.trim(), "{text}");
    }
}

#[test]
fn lists() {
    check(
        r#"
        map (x: x + 1) [ 1 2 ] => [2 3]
        filter (x: x > 1) [ 1 2 3 ] => [2 3]
        foldl' (a: x: a * 10 + x) 0 [ 1 2 3 ] => 123
        genList (x: x) 3 => [0 1 2]
        genList (x: x) 1000000000000 => limit: evaluation needs too much memory
        [ (head [ 1 2 ]) (tail [ 1 2 ]) (elemAt [ 1 2 ] 1) (length [ 1 ]) ] => [1 [2] 2 1]
        head [ ] => type: an empty list has no first element
        concatLists [ [ 1 ] [ ] [ 2 3 ] ] => [1 2 3]
        concatMap (x: [ x x ]) [ 1 2 ] => [1 1 2 2]
        partition (x: x > 1) [ 1 2 3 ] => {right=[2 3] wrong=[1]}
        groupBy (x: if x > 1 then "big" else "small") [ 1 2 3 ] => {big=[2 3] small=[1]}
        sort lessThan [ 3 1 2 ] => [1 2 3]
        map (x: x.b) (sort (x: y: x.a < y.a) [ { a = 1; b = 0; } { a = 0; b = 1; } { a = 1; b = 2; } ]) => [1 0 2]
        sort (x: y: throw "no") [ 1 2 ] => throw: no
        any (x: throw "no") [ ] => false
        map (x: x.key) (genericClosure { startSet = [ { key = 1; } ]; operator = x: if x.key > 3 then [ ] else [ { key = x.key * 2; } { key = 1; } ]; }) => [1 2 4]
        "#,
    );
}

#[test]
fn what_is_made_of_lenient_sets() {
    check(
        "
        [ (n { a = 1; } ? b) ((n { a = 1; }).b) ((n { a = 1; }).b or 2) ] => [false ? 2]
        (n { a = 1; } // { c = 2; }).b => ?
        (mapAttrs (k: v: v) (n { a = 1; })).b => ?
        (removeAttrs (n { a = 1; c = 1; }) [ \"c\" ]).b => ?
        (zipAttrsWith (k: v: head v) [ { } (n { a = 1; }) ]).b => ?
        (zipAttrsWith (k: v: head v) [ { } (n { a = 1; }) ]).a => 1
        ",
    );
}

#[test]
fn lists_with_unknown_parts() {
    check(
        "
        map (x: 1) (l [ 0 ]) => [1 ...]
        map u [ 1 2 ] => [? ?]
        filter (x: x == 1) [ 1 u 2 ] => [1 ??]
        filter (x: true) (l [ 1 ]) => [1 ...]
        foldl' (a: x: 1) 0 (l [ 1 ]) => ?
        foldl' (a: x: x) 0 [ u 2 ] => 2
        length (l [ 1 ]) => ?
        head (l [ 1 ]) => ?
        elemAt (l [ 1 ]) 0 => ?
        tail (l [ 1 ]) => ?
        [ (elem 1 (l [ 1 ])) (elem 2 (l [ 1 ])) (elem 1 [ u 1 ]) (elem 2 [ u 1 ]) ] => [true ? true ?]
        [ (any (x: x) [ u true ]) (any (x: x) [ u false ]) (all (x: x) [ u false ]) (all (x: x) (l [ true ])) ] => [true ? false ?]
        concatLists [ [ 1 ] u [ 2 ] ] => [1 2 ...]
        concatMap (x: if x == 1 then u else [ x ]) [ 1 2 ] => [2 ...]
        partition (x: x) [ u true ] => {right=[true ...] wrong=[...]}
        groupBy (x: x) [ u \"a\" ] => {a=[\"a\" ...] ...}
        sort lessThan (l [ 2 1 ]) => [1 2 ...]
        sort lessThan [ 2 u 1 ] => [2 ? 1 ...]
        genericClosure { startSet = [ { key = 1; } u ]; operator = x: u; } => [{key=1} ...]
        isList u => ?
        typeOf u => ?
        [ 1 ] ++ (if u then [ 2 ] else [ ]) ++ [ 3 ] => [1 3 2?]
        (if u then [ 1 2 ] else [ 2 ]) ++ (if u then [ ] else [ 3 ]) => [1? 2? 3?]
        [ 1 ] ++ (if u then [ 2 ] else l [ ]) => [1 ...]
        [ 1 ] ++ (if u then [ 2 ] else [ ]) ++ u => [1 ...]
        map (x: x + 1) ([ 1 ] ++ (if u then [ 2 ] else [ ])) => [2 3?]
        concatMap (x: [ x x ]) ([ 1 ] ++ (if u then [ 2 ] else [ ])) => [1 1 2? 2?]
        concatLists [ [ 1 ] (if u then [ 2 ] else [ ]) [ 3 ] ] => [1 3 2?]
        concatLists (if u then [ [ 1 ] u ] else [ ]) => [...]
        filter (x: x == 1) ([ 1 ] ++ (if u then [ 2 ] else [ ])) => [1]
        filter (x: x == 2) ([ 1 ] ++ (if u then [ 2 ] else [ ])) => [2?]
        filter (x: x == 3) ([ 1 ] ++ (if u then [ 2 ] else [ ])) => []
        filter (x: x.a == 1) ([ { a = 1; } ] ++ (if u then [ { } ] else [ ])) => [{a=1} {}?]
        [ (length (if u then [ 2 ] else [ ])) (elem 2 (if u then [ 2 ] else [ ])) ] => [? ?]
        u || throw ''x'' => ?
        [ (u && throw ''x'') (u -> throw ''x'') (u || true) (false && throw ''x'') ] => [? ? true false]
        ",
    );
}

#[test]
fn sets() {
    check(
        r#"
        attrNames { b = 1; a = 2; } => ["a" "b"]
        attrValues { b = 1; a = 2; } => [2 1]
        mapAttrs (n: v: n + v) { a = "x"; b = "y"; } => {a="ax" b="by"}
        removeAttrs { a = 1; b = 2; c = 3; } [ "a" "c" "never-interned" ] => {b=2}
        intersectAttrs { a = 0; b = 0; } { b = 1; c = 1; } => {b=1}
        listToAttrs [ { name = "a"; value = 1; } { name = "a"; value = 2; } ] => {a=1}
        catAttrs "a" [ { a = 1; } { b = 1; } { a = 2; } ] => [1 2]
        zipAttrsWith (n: vs: vs) [ { b = 1; a = 1; } { a = 2; } ] => {a=[1 2] b=[1]}
        functionArgs ({ a, b ? 1, ... }: a) => {a=false b=true}
        [ (hasAttr "a" { a = 1; }) (getAttr "a" { a = 1; }) ] => [true 1]
        (unsafeGetAttrPos "a" (mapAttrs (n: v: v) { a = 1; })).column => 60
        (unsafeGetAttrPos "a" (zipAttrsWith (n: v: v) [ { a = 1; } { a = 2; } ])).column => 66
        (unsafeGetAttrPos "b" (functionArgs ({ a, b ? 1 }: a))).column => 58
        "#,
    );
}

#[test]
fn sets_with_unknown_parts() {
    check(
        r#"
        attrNames (s { a = 1; }) => ["a" ...]
        mapAttrs (n: v: 0) (s { a = 1; }) => {a=0 ...}
        [ (hasAttr "a" (s { a = 1; })) (hasAttr "b" (s { a = 1; })) ] => [true ?]
        removeAttrs (s { a = 1; b = 2; }) [ "a" ] => {b=2 ...}
        removeAttrs { a = 1; } [ u ] => ?
        let set = s { a = 1; b = 2; }; in removeAttrs set (filter (name: name == "a") (attrNames set)) => {b=2 ...}
        removeAttrs (s { a = 1; }) (l [ "a" ]) => ?
        intersectAttrs (s { a = 1; }) { a = 2; b = 3; } => {a=2 ...}
        listToAttrs [ { name = u; value = 1; } { name = "a"; value = u; } ] => {a=? ...}
        listToAttrs ([ { name = "a"; value = 1; } ] ++ (if u then [ { name = "b"; value = 2; } ] else [ ])) => {a=1 b=?}
        listToAttrs ([ { name = "a"; value = 1; } ] ++ (if u then [ { name = "a"; value = 2; } ] else [ ])) => {a=?}
        listToAttrs ([ { name = "a"; value = 1; } ] ++ (if u then [ { name = u; value = 2; } ] else [ ])) => {a=1 ...}
        removeAttrs { a = 1; b = 2; c = 3; } ([ "a" ] ++ (if u then [ "b" ] else [ ])) => {b=? c=3}
        removeAttrs { a = 1; } (if u then [ u ] else [ ]) => ?
        catAttrs "a" [ { a = 1; } u (s { }) ] => [1 ...]
        zipAttrsWith (n: vs: vs) [ { a = 1; } u ] => {a=[1 ...] ...}
        "#,
    );
}

#[test]
fn numbers() {
    check(
        "
        [ (add 1 2) (sub 1 2) (mul 2 3) (div 7 2) (div 7.0 2) ] => [3 -1 6 3 3.5]
        [ (bitAnd 6 3) (bitOr 6 3) (bitXor 6 3) (floor (-1.5)) (ceil 1.2) (ceil 3) ] => [2 7 5 -2 2 3]
        floor 1.0e300 => type: 1e300 does not fit into an integer
        ceil 9007199254740992 => 9007199254740992
        floor 9007199254740993 => type: no float is the integer 9007199254740993
        ceil 9223372036854775807 => type: no float is the integer 9223372036854775807
        div 1 0 => type: division by zero
        ",
    );
}

#[test]
fn sums() {
    check(
        r#"
        "a" + "b" => "ab"
        { outPath = "/a"; } + "/b" => "/a/b"
        tryEval (null + throw "no") => type: cannot coerce `null` to a string
        tryEval ({ a = 1; } + throw "no") => type: cannot coerce a set to a string
        (tryEval ({ outPath = "/a"; } + throw "no")).success => false
        (tryEval ({ __toString = _: "a"; } + throw "no")).success => false
        "#,
    );
}

#[test]
fn files() {
    check(
        r#"
        readFile ./text => "hello"
        readFile ./bytes => ?
        readFile ./crypt.nix => ?
        import ./crypt.nix => ?
        import ./bytes => io: cannot read /p/bytes: not UTF-8 at byte 0
        readFile /secret/key => ?
        readFile ./missing => io: cannot read /p/missing: no such file or directory
        readDir ./dir => {here.nix="regular" value.nix="regular"}
        [ (readFileType ./link) (readFileType ./dir) ] => ["symlink" "directory"]
        [ (pathExists ./link) (pathExists ./none) (pathExists "/p/text/") (pathExists /secret) ] => [true false false ?]
        readFile "${./.}/text" => "hello"
        import (path { path = "${./dir}/value.nix"; name = "t"; }) => {a=1}
        import (filterSource (p: t: true) ./dir + "/value.nix") => {a=1}
        let copy = import "${./dir}/here.nix"; in [ (toString copy.next == "${./dir}/value.nix") (copy.dir == ./dir) (import copy.next) ] => [true false {a=1}]
        readFile (toFile "t" "abc") => "abc"
        import (toFile "t.nix" "1 + 1") => 2
        [ (baseNameOf "/a/b/") (baseNameOf "/") (baseNameOf ./text) (dirOf "a") (dirOf "/a") (dirOf ./text) ] => ["b" "" "text" "." "/" /p]
        findFile [ { prefix = "x"; path = ./dir; } ] "x/value.nix" => /p/dir/value.nix
        findFile [ ] "nixpkgs" => ?
        getEnv "HOME" => "/homeless-shelter"
        "#,
    );
}

#[test]
fn fetchers() {
    check(
        r#"
        fetchTarball "https://example.org/a.tar.gz" => ?
        fetchTarball { url = "https://example.org/a"; sha256 = "1b8m03r63zqhnjf7l5wnldhh7c134ap5vpj0850ymkq1iyzicy5s"; } => "/nix/store/chr0qygjnyjs5b90v4hz80j6lisyhx5v-source"
        (fetchTree { type = "git"; url = "x"; rev = "0123456789"; narHash = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="; }).shortRev => "0123456"
        readFile "${fetchGit ./.}/text" => "hello"
        (fetchGit ./.).rev => ?
        getFlake "nixpkgs" => ?
        builtins ? fetchClosure => false
        builtins.fetchClosure { fromStore = "https://example.org"; fromPath = /p; } => ?
        builtins.fetchClosure or 1 => 1
        "#,
    );
}

/// Nix gives derivations of equal attributes one path, also when those hold the paths of others that are equal.
#[test]
fn derivations_of_equal_attributes_are_one() {
    check(
        r#"
        let d = a: derivation { name = "n"; builder = "b"; system = "s"; inherit a; }; in d 1 == d 1 => true
        let d = a: derivation { name = "n"; builder = "b"; system = "s"; inherit a; }; in d 1 == d 2 => false
        let d = a: derivation { name = "n"; builder = "b"; system = "s"; inherit a; }; in d "${d 1}/bin" == d "${d 1}/bin" => true
        let d = a: derivation { name = "n"; builder = "b"; system = "s"; inherit a; }; in d "${d 1}/bin" == d "${d 2}/bin" => false
        let d = a: derivation { name = "n"; builder = "b"; system = "s"; inherit a; }; in "${d 1}" == "${d 1}" => true
        let d = a: derivation { name = "n"; builder = "b"; system = "s"; inherit a; }; in [ "-L${d (d 1)}" ] == [ "-L${d (d 1)}" ] => true
        let d = a: derivation { name = "n"; builder = "b"; system = "s"; inherit a; }; in "${d 1}" == "${d 1}x" => false
        let d = a: derivation { name = "n"; builder = "b"; system = "s"; inherit a; }; in (d 1).drvPath == (d 1).drvPath => true
        "#,
    );
}
