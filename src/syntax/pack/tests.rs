//! Every tree comes back as it was.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use super::*;
use crate::syntax::{
    ir::{Expr, ExprId},
    parse,
};

/// A text with every kind of expression, binding and parameter.
const TEXT: &str = r#"
{ lib, pkgs ? null, ... }@args: x: { a, b ? [ 1 2.5 (-3) ] }:
let
  inherit (lib) mkIf "quoted";
  name = "é${x.y.${a} or "none"}";
  path = [ ./here /there/${name} ~/home <nixpkgs/lib> ];
  text = ''
    two ${toString __curPos.line}
  '';
in
with lib; with pkgs;
assert a ? b.c && !b || true -> false;
rec {
  inherit x args;
  value = if a == b then a != b else a < b;
  order = [ (a <= b) (a > b) (a >= b) (a + b) (a - b) (a * b) (a / b) (a ++ b) (a // b) ];
  ${name} = hello;
  deep.attr.path = builtins.map (y: y) [ ];
}
"#;

#[test]
fn what_is_unpacked_is_what_was_packed() {
    let parsed = parse(TEXT);
    assert_eq!(parsed.errors, []);
    let unpacked = unpack(&pack(&parsed.ir, TEXT)).unwrap();
    assert_eq!(unpacked.ir, parsed.ir);
    assert_eq!(unpacked.text, Fingerprint::of(TEXT));
    assert_ne!(unpacked.text, Fingerprint::of(&TEXT.replace("hello", "hallo")));
}

#[test]
fn guards_are_left_out_however_many_are_around_each_other() {
    let text = "x: x";
    let plain = parse(text).ir;
    let mut guarded = parse(text).ir;
    for guard in 0..2 {
        let body = guarded.lambdas[0].body;
        guarded.lambdas[0].body = ExprId(guarded.exprs.len() as u32);
        guarded.ranges.push(guarded.range(body));
        guarded.exprs.push(Expr::Guard { body, guard });
    }
    assert_eq!(unpack(&pack(&guarded, text)).unwrap().ir, plain);
}

#[test]
fn a_tree_of_text_that_is_no_nix_is_packed_too() {
    let text = "{ a = ; b = [ ; }";
    let ir = parse(text).ir;
    assert_eq!(unpack(&pack(&ir, text)).unwrap().ir, ir);
}

#[test]
fn bytes_that_are_cut_off_are_refused() {
    let bytes = pack(&parse("{ a = 1; }").ir, "");
    // The ranges come last, and are unpacked when somebody asks.
    for length in 0..bytes.len() / 2 {
        assert!(unpack(&bytes[..length]).is_none(), "{length} bytes");
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let bytes = pack(&parse(TEXT).ir, TEXT);
    for at in 0..bytes.len() {
        for change in [1, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= change;
            if let Some(unpacked) = unpack(&damaged) {
                assert_eq!(unpacked.ir.ranges.len(), unpacked.ir.exprs.len());
            }
        }
    }
}

/// When this fails, trees or the way they are written have changed: count [`FORMAT`] up, then take the new number.
#[test]
fn the_format_is_counted_up_when_it_changes() {
    let bytes = pack(&parse(TEXT).ir, TEXT);
    let sum = bytes.iter().fold(0_u32, |sum, &byte| sum.rotate_left(5) ^ u32::from(byte));
    assert_eq!((FORMAT, sum), (2, 1582938554));
}
