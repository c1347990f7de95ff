//! Flake references as text and as sets: `github:NixOS/nixpkgs/nixos-25.05?dir=lib`.
//!
//! Forges, registry names and paths are understood; what any other kind would become is unknown.

use std::collections::BTreeMap;

use super::{Builtin, Evaluator, Kind, Pos, Result, Value};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "parseFlakeRef", arity: 1, run: parse_flake_ref },
    Builtin { name: "flakeRefToString", arity: 1, run: flake_ref_to_string },
];

/// The attributes of a reference, all of them strings.
type Parts = BTreeMap<String, String>;

/// Why there is no answer.
enum Failure {
    /// It is not a flake reference.
    Wrong(&'static str),
    /// It is one of a kind that is not understood.
    Unsupported,
}

const FORGES: [&str; 3] = ["github", "gitlab", "sourcehut"];

fn parse_flake_ref<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let text = ev.plain_str(args[0], at)?;
    match parse(text) {
        Ok(parts) => {
            let attrs = parts.iter().map(|(name, value)| {
                // The one attribute of a path that is a number.
                let number = (name == "lastModified").then(|| value.parse().ok()).flatten();
                ev.attr(name, number.map_or_else(|| ev.string(value), Value::int))
            });
            Ok(ev.set(attrs.collect()))
        }
        Err(failure) => fail(ev, text, &failure, at),
    }
}

fn flake_ref_to_string<'a>(
    ev: &Evaluator<'a>,
    args: &[Value<'a>],
    at: Pos,
) -> Result<'a, Value<'a>> {
    let attrs = ev.as_attrs(args[0], at)?;
    ev.complete(attrs.open, at)?;
    let mut parts = Parts::new();
    for attr in attrs.in_name_order() {
        let value = ev.force(attr.value)?;
        let text = match value.kind() {
            Kind::Str(str) => str.text.to_owned(),
            Kind::Int(value) if value >= 0 => value.to_string(),
            Kind::Bool(value) => value.to_string(),
            Kind::Unknown(unknown) => return Err(ev.unknown_error(unknown, at)),
            _ => {
                let message = format!("attribute `{}` of a flake reference", attr.name);
                return Err(ev.type_error(at, format!("{message} is {}", ev.describe(value))));
            }
        };
        parts.insert(attr.name.as_str().to_owned(), text);
    }
    match show(&parts) {
        Ok(text) => Ok(ev.string(text)),
        Err(failure) => fail(ev, "the set", &failure, at),
    }
}

fn fail<'a>(
    ev: &Evaluator<'a>,
    subject: &str,
    failure: &Failure,
    at: Pos,
) -> Result<'a, Value<'a>> {
    match failure {
        Failure::Wrong(reason) => {
            Err(ev.type_error(at, format!("{subject} is not a flake reference: {reason}")))
        }
        Failure::Unsupported => {
            Ok(ev.unknown(format!("flake reference {subject} is of a kind not understood"), at))
        }
    }
}

fn parse(text: &str) -> std::result::Result<Parts, Failure> {
    if text.contains('#') {
        return Err(Failure::Wrong("it has a fragment"));
    }
    let (rest, query) = text.split_once('?').unwrap_or((text, ""));
    let mut parts = Parts::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').ok_or(Failure::Wrong("a parameter has no `=`"))?;
        parts.insert(name.to_owned(), decode(value)?);
    }
    let (kind, path) = match rest.split_once(':') {
        Some((kind, path)) => (kind, path),
        None if rest.starts_with('/') => ("path", rest),
        None if rest.starts_with('.') => return Err(Failure::Wrong("its path is relative")),
        None => ("flake", rest),
    };
    let segments: Vec<String> = path
        .split('/')
        .filter(|part| !part.is_empty())
        .map(decode)
        .collect::<std::result::Result<_, _>>()?;
    let mut add = |name: &str, value: String| {
        parts
            .insert(name.to_owned(), value)
            .map_or(Ok(()), |_| Err(Failure::Wrong("a branch or commit is there twice")))
    };
    match (kind, segments.as_slice()) {
        (kind, [owner, repo, rest @ ..]) if FORGES.contains(&kind) => {
            add("owner", owner.clone())?;
            add("repo", repo.clone())?;
            match rest {
                [] => {}
                [one] if is_commit(one) => add("rev", one.clone())?,
                _ => add("ref", rest.join("/"))?,
            }
            add("type", kind.to_owned())?;
            // Other parameters are dropped, as Nix does.
            const KNOWN: [&str; 8] =
                ["dir", "host", "narHash", "owner", "ref", "repo", "rev", "type"];
            parts.retain(|name, _| KNOWN.contains(&name.as_str()));
        }
        ("flake", [id, rest @ ..]) => {
            match rest {
                [] => {}
                [one] if is_commit(one) => add("rev", one.clone())?,
                [one] => add("ref", one.clone())?,
                [branch, commit] if is_commit(commit) => {
                    add("ref", branch.clone())?;
                    add("rev", commit.clone())?;
                }
                _ => return Err(Failure::Wrong("it has too many parts")),
            }
            if !is_id(id) {
                return Err(Failure::Wrong("its name is none"));
            }
            add("id", id.clone())?;
            add("type", "indirect".to_owned())?;
        }
        ("path", _) => {
            add("path", decode(path.strip_prefix("//").unwrap_or(path))?)?;
            add("type", "path".to_owned())?;
        }
        (kind, _) if FORGES.contains(&kind) || kind == "flake" => {
            return Err(Failure::Wrong("it has too few parts"));
        }
        _ => return Err(Failure::Unsupported),
    }
    Ok(parts)
}

fn show(parts: &Parts) -> std::result::Result<String, Failure> {
    let get = |name: &str| parts.get(name).map(String::as_str);
    let need = |name: &str| get(name).ok_or(Failure::Wrong("an attribute is missing"));
    let kind = need("type")?;
    let mut text;
    let in_query: &[&str] = match kind {
        kind if FORGES.contains(&kind) => {
            if get("ref").is_some() && get("rev").is_some() {
                return Err(Failure::Wrong("it has both a branch and a commit"));
            }
            text = format!("{kind}:{}/{}", encode(need("owner")?), encode(need("repo")?));
            &["dir", "host", "narHash"]
        }
        "indirect" => {
            text = format!("flake:{}", need("id")?);
            &["dir"]
        }
        "path" => {
            text = format!(
                "path:{}",
                need("path")?.split('/').map(encode).collect::<Vec<_>>().join("/")
            );
            &["dir", "lastModified", "narHash", "rev", "revCount"]
        }
        _ => return Err(Failure::Unsupported),
    };
    if kind != "path" {
        for name in ["ref", "rev"] {
            if let Some(value) = get(name) {
                text.push('/');
                // A branch is one segment here, whatever slashes it has.
                text.push_str(&encode(value));
            }
        }
    }
    let mut separator = '?';
    for name in in_query {
        if let Some(value) = get(name) {
            text.push(separator);
            text.push_str(&format!("{name}={}", encode_query(value)));
            separator = '&';
        }
    }
    Ok(text)
}

fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_id(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

fn decode(text: &str) -> std::result::Result<String, Failure> {
    const BAD: Failure = Failure::Wrong("a `%` is not followed by two digits");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|byte| (byte as char).to_digit(16)).ok_or(BAD);
        let value = digit()? * 16 + digit()?;
        bytes.push(u8::try_from(value).expect("two hex digits fit"));
    }
    String::from_utf8(bytes).map_err(|_| Failure::Wrong("it is not UTF-8"))
}

fn encode(text: &str) -> String {
    encode_except(text, b"-._~!$&'()*+,;=:@")
}

fn encode_query(text: &str) -> String {
    encode_except(text, b"-._~!$'()*,;:@/?")
}

fn encode_except(text: &str, plain: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
