//! The symbolic store: paths of derivations and copied files, none of which exists.
//!
//! A store path here is unique and the same in every run, but its hash says nothing: nothing is hashed or built.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

use super::{Attr, Builtin, Evaluator, Pos, Result, Value, files::check_name};
use crate::eval::Vfs as _;
use crate::{
    eval::{ErrorKind, Kind, State, Str, coerce::Mode, same::Made, store_path::of_directory},
    syntax::Sym,
};

const DIR: &str = "/nix/store/";

/// Symbolic store paths made in one evaluation.
#[derive(Default)]
pub struct Store<'a> {
    derivations: Cell<u32>,
    /// By store path: where a source came from; `None` for what only a build would make.
    paths: RefCell<FxHashMap<&'a str, Option<&'a str>>>,
    /// By store path: what a text says.
    texts: RefCell<FxHashMap<&'a str, &'a str>>,
    /// By store path of a derivation or an output: what it was made of.
    made: RefCell<FxHashMap<&'a str, Made<'a>>>,
    /// By two numbers of derivations, the smaller first: whether they are made of equal attributes.
    compared: RefCell<FxHashMap<(u32, u32), bool>>,
}

/// What is behind a path.
pub enum Origin {
    /// Not a path of the symbolic store.
    Outside,
    /// A copy of this file.
    Source(String),
    /// The output of a derivation.
    Derivation,
}

impl<'a> Store<'a> {
    /// What is behind a path.
    #[must_use]
    pub fn resolve(&self, path: &str) -> Origin {
        let Some(rest) = path.strip_prefix(DIR) else { return Origin::Outside };
        let end = rest.find('/').map_or(path.len(), |at| DIR.len() + at);
        match self.paths.borrow().get(&path[..end]) {
            None => Origin::Outside,
            Some(None) => Origin::Derivation,
            Some(Some(source)) => Origin::Source(format!("{source}{}", &path[end..])),
        }
    }

    /// The store path of a copy of `source` under a name; the one that Nix gives it when the hash of its archive is known.
    pub fn add_source(
        &self,
        evaluator: &Evaluator<'a>,
        source: &str,
        name: &str,
        hash: Option<&[u8; 32]>,
    ) -> &'a Str<'a> {
        let path = match hash {
            Some(hash) => of_directory(hash, name),
            None => store_path(&format!("source:{source}:{name}"), name),
        };
        self.add_source_at(evaluator, source, &path)
    }

    /// Says that `path` is a copy of `source`.
    pub fn add_source_at(
        &self,
        evaluator: &Evaluator<'a>,
        source: &str,
        path: &str,
    ) -> &'a Str<'a> {
        let path = evaluator.text(path);
        let source = evaluator.text(source);
        self.paths.borrow_mut().insert(path, Some(source));
        evaluator.arena.alloc(Str {
            text: path,
            context: evaluator.arena.alloc_slice_copy(&[path]),
            origin: None,
        })
    }

    /// The store path of a text.
    pub fn add_text(&self, evaluator: &Evaluator<'a>, name: &str, text: &str) -> &'a Str<'a> {
        let path = evaluator.text(&store_path(&format!("text:{text}:{name}"), name));
        self.paths.borrow_mut().entry(path).or_insert(None);
        self.texts.borrow_mut().insert(path, evaluator.text(text));
        evaluator.arena.alloc(Str {
            text: path,
            context: evaluator.arena.alloc_slice_copy(&[path]),
            origin: None,
        })
    }

    /// What the text at a store path says.
    #[must_use]
    pub fn text_of(&self, path: &str) -> Option<&'a str> {
        self.texts.borrow().get(path).copied()
    }

    /// What a derivation or an output was made of.
    #[must_use]
    pub fn made(&self, path: &str) -> Option<Made<'a>> {
        self.made.borrow().get(path).copied()
    }

    /// Whether two derivations are made of equal attributes, when somebody asked before.
    #[must_use]
    pub fn compared(&self, pair: (u32, u32)) -> Option<bool> {
        self.compared.borrow().get(&pair).copied()
    }

    /// Keeps whether two derivations are made of equal attributes.
    pub fn compare(&self, pair: (u32, u32), same: bool) {
        self.compared.borrow_mut().insert(pair, same);
    }

    fn next(&self) -> u32 {
        let number = self.derivations.get();
        self.derivations.set(number + 1);
        number
    }
}

impl<'a> Evaluator<'a> {
    /// Where a text is in the store.
    pub(crate) fn text_file(&self, name: &str, text: &str) -> &'a Str<'a> {
        self.store.add_text(self, name, text)
    }

    /// The text at a store path, as far as it is known: that of `builtins.toFile`, or the attribute of which
    /// `pkgs.writeTextFile` makes its output.
    pub(crate) fn text_of_file(&self, path: &str) -> Option<&'a str> {
        let of_derivation = || {
            let Kind::Attrs(attrs) = self.force(self.store.made(path)?.attrs).ok()?.kind() else {
                return None;
            };
            match self.force(attrs.get(Sym::new("text"))?.value).ok()?.kind() {
                Kind::Str(text) => Some(text.text),
                Kind::Unknown(unknown) => unknown.partial,
                _ => None,
            }
        };
        self.store.text_of(path).or_else(of_derivation)
    }
}

/// A path in the form of a store path, from any text that identifies it.
#[must_use]
pub fn store_path(identity: &str, name: &str) -> String {
    let digest = Sha256::digest(identity.as_bytes());
    let mut folded = [0_u8; 20];
    for (index, byte) in digest.iter().enumerate() {
        folded[index % 20] ^= byte;
    }
    format!("{DIR}{}-{name}", nix_base32(&folded))
}

/// Nix's base 32: 5 bits a character from the end, without e, o, t and u.
#[must_use]
pub(super) fn nix_base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdfghijklmnpqrsvwxyz";
    let length = (bytes.len() * 8).div_ceil(5);
    (0..length)
        .rev()
        .map(|index| {
            let bit = index * 5;
            let (byte, shift) = (bit / 8, bit % 8);
            let low = u16::from(bytes[byte]) >> shift;
            let high = bytes.get(byte + 1).map_or(0, |&next| u16::from(next) << (8 - shift));
            ALPHABET[usize::from((low | high) & 31)] as char
        })
        .collect()
}

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "derivation", arity: 1, run: derivation },
    Builtin { name: "derivationStrict", arity: 1, run: derivation_strict },
];

/// The paths of a derivation; nobody calls it by name.
const DERIVATION_PATH: Builtin = Builtin { name: "derivationPath", arity: 3, run: derivation_path };

/// `derivation attrs`: the attributes, one set per output, and paths that are made when somebody looks at them.
fn derivation<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let attrs = ev.as_attrs(args[0], at)?;
    let number = Value::int(i64::from(ev.store.next()));
    let outputs: Vec<&'a str> = match attrs.get(Sym::new("outputs")) {
        Some(outputs) => {
            let list = ev.as_list(outputs.value, at)?;
            list.items.iter().map(|item| Ok(ev.str(*item, at)?.text)).collect::<Result<'a, _>>()?
        }
        None => vec!["out"],
    };
    for (index, output) in outputs.iter().enumerate() {
        if *output == "drvPath" || outputs[..index].contains(output) {
            return Err(ev.type_error(at, format!("`{output}` cannot be an output here")));
        }
    }
    if outputs.is_empty() {
        return Err(ev.type_error(at, "a derivation needs an output"));
    }
    let path = ev.native(&DERIVATION_PATH);
    let mut common: Vec<Attr<'a>> = vec![
        ev.attr("type", ev.string("derivation")),
        ev.attr("drvAttrs", args[0]),
        ev.attr("drvPath", ev.lazy_call(path, &[args[0], number, ev.string("")])),
    ];
    // Each output's set holds all outputs, so they are made first and filled afterwards.
    let thunks: Vec<_> =
        outputs.iter().map(|_| ev.arena.alloc(crate::eval::Thunk::new(State::Running))).collect();
    let thunks: Vec<&'a crate::eval::Thunk<'a>> = thunks.into_iter().map(|thunk| &*thunk).collect();
    let values: Vec<Value<'a>> =
        thunks.iter().map(|thunk| Value::new(Kind::Thunk(thunk), at)).collect();
    common.push(ev.attr("all", ev.list(&values)));
    for (output, value) in outputs.iter().zip(&values) {
        common.push(ev.attr(output, *value));
    }
    let common = ev.set(common);
    for (output, thunk) in outputs.iter().zip(&thunks) {
        let out_path = ev.lazy_call(path, &[args[0], number, ev.string(output)]);
        let own =
            ev.set(vec![ev.attr("outPath", out_path), ev.attr("outputName", ev.string(output))]);
        let set = ev.update(ev.update(ev.force(args[0])?, common, at)?, own, at)?;
        thunk.set(State::Done(set));
    }
    ev.force(values[0])
}

/// `derivationStrict attrs`: one path per output.
fn derivation_strict<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    check_arguments(ev, args[0], at)?;
    let drv = ev.as_attrs(derivation(ev, args, at)?, at)?;
    let all = drv.get(Sym::new("all")).expect("every derivation has it");
    let mut attrs = vec![
        ev.attr("drvPath", drv.get(Sym::new("drvPath")).expect("every derivation has it").value),
    ];
    for output in ev.as_list(all.value, at)?.items {
        let output = ev.as_attrs(*output, at)?;
        let name = output.get(Sym::new("outputName")).expect("every output has it");
        let path = output.get(Sym::new("outPath")).expect("every output has it");
        attrs.push(ev.attr(ev.str(name.value, at)?.text, path.value));
    }
    Ok(ev.set(attrs))
}

/// What a derivation may not be made of. Only `derivationStrict` looks; `derivation` is lazy.
fn check_arguments<'a>(ev: &Evaluator<'a>, arg: Value<'a>, at: Pos) -> Result<'a, ()> {
    let attrs = ev.as_attrs(arg, at)?;
    for flag in ["__structuredAttrs", "__ignoreNulls"] {
        if let Some(attr) = attrs.get(Sym::new(flag)) {
            ev.bool(attr.value, at)?;
        }
    }
    for name in ["name", "builder", "system"] {
        let text = |value| ev.coerce_with(value, Mode { copy_paths: false, more: true }, at);
        text(ev.required(attrs, name, at)?)?;
    }
    if let Some(mode) = attrs.get(Sym::new("outputHashMode")) {
        let mode = ev.str(mode.value, at)?.text;
        if !["recursive", "flat", "nar", "text", "git"].contains(&mode) {
            return Err(ev.type_error(at, format!("`{mode}` is no `outputHashMode`")));
        }
    }
    Ok(())
}

/// The path of one output (`""` for the derivation itself), from the attributes and the derivation's number.
fn derivation_path<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let attrs = ev.as_attrs(args[0], at)?;
    let number = ev.int(args[1], at)?;
    let output = ev.str(args[2], at)?.text;
    let Some(name) = attrs.get(Sym::new("name")) else {
        return Err(ev.error(ErrorKind::Missing, at, "a derivation needs a `name`"));
    };
    let name = ev.coerce_with(name.value, Mode { copy_paths: false, more: false }, at)?.text;
    check_name(ev, name, at)?;
    let drv = ev.text(&store_path(&format!("drv:{number}:{name}"), &format!("{name}.drv")));
    let made = Made { attrs: args[0], number: u32::try_from(number).unwrap_or_default() };
    ev.store.paths.borrow_mut().insert(drv, None);
    ev.store.made.borrow_mut().insert(drv, made);
    if output.is_empty() {
        let context = ev.arena.alloc_slice_copy(&[ev.text(&format!("={drv}"))]);
        return Ok(ev.string_with(drv, context));
    }
    let suffix = if output == "out" { name.to_owned() } else { format!("{name}-{output}") };
    let path = ev.text(&store_path(&format!("output:{output}:{number}:{name}"), &suffix));
    let source = patched_source(ev, attrs, at);
    ev.store.paths.borrow_mut().insert(path, source);
    ev.store.made.borrow_mut().insert(path, made);
    let context = ev.arena.alloc_slice_copy(&[ev.text(&format!("!{output}!{drv}"))]);
    Ok(ev.string_with(path, context))
}

/// The source of a derivation that only unpacks and patches it (nixpkgs' `applyPatches`): its files are those of the
/// source, but for the patches.
fn patched_source<'a>(
    ev: &Evaluator<'a>,
    attrs: &crate::eval::Attrs<'a>,
    at: Pos,
) -> Option<&'a str> {
    let mode = Mode { copy_paths: false, more: true };
    let phases = ev.coerce_with(attrs.get(Sym::new("phases"))?.value, mode, at).ok()?;
    if phases.text != "unpackPhase patchPhase installPhase" {
        return None;
    }
    let source = ev.coerce(attrs.get(Sym::new("src"))?.value, at).ok()?;
    let real = ev.real_path(source.text, at).ok()?;
    ev.vfs.kind(&real).ok()?;
    ev.note(format!("patches are not applied to {}", real.display()), at);
    Some(ev.text(&real.to_string_lossy()))
}
