//! Fetchers. Nothing is fetched: what is named by its hash is looked for in the store, the rest is unknown.

use super::{Builtin, Evaluator, Kind, Pos, Result, Value, files::check_name};
use crate::eval::Vfs as _;
use crate::{
    eval::{Attrs, store_path},
    syntax::Sym,
};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "fetchurl", arity: 1, run: |ev, args, at| archive(ev, args[0], at, false) },
    Builtin { name: "fetchTarball", arity: 1, run: |ev, args, at| archive(ev, args[0], at, true) },
    Builtin { name: "fetchGit", arity: 1, run: |ev, args, at| tree(ev, args[0], at, "fetchGit") },
    Builtin { name: "fetchTree", arity: 1, run: |ev, args, at| tree(ev, args[0], at, "fetchTree") },
    Builtin {
        name: "fetchMercurial",
        arity: 1,
        run: |ev, args, at| tree(ev, args[0], at, "fetchMercurial"),
    },
    Builtin { name: "getFlake", arity: 1, run: get_flake },
];

fn network<'a>(ev: &Evaluator<'a>, builtin: &str, what: &str, at: Pos) -> Value<'a> {
    let space = if what.is_empty() { "" } else { ": " };
    ev.unknown(format!("`{builtin}` needs the network{space}{what}"), at)
}

/// A string among the arguments of a fetcher.
fn text<'a>(
    ev: &Evaluator<'a>,
    attrs: &Attrs<'a>,
    name: &str,
    at: Pos,
) -> Result<'a, Option<&'a str>> {
    match attrs.get(Sym::new(name)) {
        Some(attr) => Ok(Some(
            ev.coerce_with(
                attr.value,
                crate::eval::coerce::Mode { copy_paths: false, more: false },
                at,
            )?
            .text,
        )),
        None => Ok(None),
    }
}

/// `fetchurl` and `fetchTarball`: a URL, or a set with `url`, and perhaps `sha256` and `name`.
fn archive<'a>(ev: &Evaluator<'a>, arg: Value<'a>, at: Pos, unpack: bool) -> Result<'a, Value<'a>> {
    let builtin = if unpack { "fetchTarball" } else { "fetchurl" };
    let arg = ev.force(arg)?;
    let own = |url: &'a str| if unpack { "source" } else { url.rsplit('/').next().unwrap_or(url) };
    let Kind::Attrs(attrs) = arg.kind() else {
        let url = ev.str(arg, at)?.text;
        check_name(ev, own(url), at)?;
        return Ok(located(ev, url, at).unwrap_or_else(|| network(ev, builtin, url, at)));
    };
    let url = ev.str(ev.required(attrs, "url", at)?, at)?.text;
    let name = text(ev, attrs, "name", at)?.unwrap_or(own(url));
    check_name(ev, name, at)?;
    if let Some(hash) = text(ev, attrs, "sha256", at)?.and_then(store_path::parse_sha256) {
        let path = if unpack {
            store_path::of_directory(&hash, name)
        } else {
            store_path::of_file(&hash, name)
        };
        if ev.on_disk(&path) {
            return Ok(stored(ev, &path));
        }
    }
    if unpack && let Some(source) = located(ev, url, at) {
        return Ok(source);
    }
    Ok(network(ev, builtin, url, at))
}

/// The directory that stands for a URL, as the caller of the evaluator says.
fn located<'a>(ev: &Evaluator<'a>, url: &str, at: Pos) -> Option<Value<'a>> {
    let dir = ev.settings.locate.as_ref()?.find(url)?;
    let path = ev.text(&dir.to_string_lossy());
    Some(ev.string_with(path, &[]).with_pos(at))
}

/// A path that is really in the store.
fn stored<'a>(ev: &Evaluator<'a>, path: &str) -> Value<'a> {
    let path = ev.text(path);
    ev.string_with(path, ev.arena.alloc_slice_copy(&[path]))
}

/// `fetchGit`, `fetchTree`, `fetchMercurial`: a set with `outPath` and what is known about the revision. A local
/// directory is used as it stands; its revision is unknown.
fn tree<'a>(ev: &Evaluator<'a>, arg: Value<'a>, at: Pos, builtin: &str) -> Result<'a, Value<'a>> {
    let arg = ev.force(arg)?;
    let Kind::Attrs(attrs) = arg.kind() else {
        if let Kind::Path(path) = arg.kind() {
            return local(ev, path.text, at);
        }
        let url = ev.str(arg, at)?.text;
        if url.strip_prefix("file:").is_some_and(|path| !path.starts_with('/')) {
            return Err(ev.type_error(at, format!("the path of `{url}` is not absolute")));
        }
        return match (local_path(url), located(ev, url, at)) {
            (Some(path), _) => local(ev, path, at),
            (None, Some(source)) => Ok(revision(ev, &[("outPath", source)], at)),
            (None, None) => Ok(network(ev, builtin, url, at)),
        };
    };
    let rev = text(ev, attrs, "rev", at)?;
    if let Some(hash) = text(ev, attrs, "narHash", at)?
        && let Some(digest) = store_path::parse_sha256(hash)
    {
        let name = text(ev, attrs, "name", at)?.unwrap_or("source");
        let path = store_path::of_directory(&digest, name);
        if ev.on_disk(&path) {
            let mut known = vec![("outPath", stored(ev, &path)), ("narHash", ev.string(hash))];
            if let Some(rev) = rev {
                known.push(("rev", ev.string(rev)));
                known.push(("shortRev", ev.string(rev.get(..7).unwrap_or(rev))));
            }
            for name in ["lastModified", "revCount"] {
                known.extend(attrs.get(Sym::new(name)).map(|attr| (name, attr.value)));
            }
            return Ok(revision(ev, &known, at));
        }
    }
    let url = match text(ev, attrs, "url", at)? {
        Some(url) => url,
        None => text(ev, attrs, "path", at)?.unwrap_or_default(),
    };
    let forge = match (text(ev, attrs, "owner", at)?, text(ev, attrs, "repo", at)?) {
        (Some(owner), Some(repo)) => {
            format!("{}:{owner}/{repo}", text(ev, attrs, "type", at)?.unwrap_or("github"))
        }
        _ => url.to_owned(),
    };
    if let Some(source) = located(ev, &forge, at) {
        let rev = rev.map(|rev| ("rev", ev.string(rev)));
        return Ok(revision(
            ev,
            &[Some(("outPath", source)), rev].into_iter().flatten().collect::<Vec<_>>(),
            at,
        ));
    }
    match local_path(url) {
        // A revision that is asked for need not be the one that is checked out.
        Some(path) if rev.is_none() && attrs.get(Sym::new("ref")).is_none() => local(ev, path, at),
        _ => Ok(network(ev, builtin, url, at)),
    }
}

fn local_path(url: &str) -> Option<&str> {
    let url = url.strip_prefix("git+").unwrap_or(url);
    let url = url.strip_prefix("file://").or(url.strip_prefix("path:")).unwrap_or(url);
    (url.starts_with('/') && !url.contains('?')).then_some(url)
}

fn local<'a>(ev: &Evaluator<'a>, path: &str, at: Pos) -> Result<'a, Value<'a>> {
    let path = crate::eval::paths::normalize(path);
    let real = ev.real_path(&path, at)?;
    ev.vfs.kind(&real).map_err(|error| ev.read_error(&path, &error, at))?;
    let source = Value::new(Kind::Str(ev.store.add_source(ev, &path, "source", None)), at);
    Ok(revision(ev, &[("outPath", source)], at))
}

/// The result of a fetcher: what is known, and room for what is not.
fn revision<'a>(ev: &Evaluator<'a>, known: &[(&str, Value<'a>)], at: Pos) -> Value<'a> {
    let unknown = ev.unknown("the revision that is checked out is not looked at", at);
    let Kind::Unknown(open) = unknown.kind() else { unreachable!("just made") };
    let attrs = known.iter().map(|(name, value)| ev.attr(name, value.with_pos(at))).collect();
    let Kind::Attrs(attrs) = ev.set(attrs).kind() else { unreachable!("just made") };
    ev.lenient(attrs, open, at)
}

fn get_flake<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let flake = match ev.force(args[0])?.kind() {
        Kind::Str(str) => str.text,
        _ => "",
    };
    Ok(network(ev, "getFlake", flake, at))
}
