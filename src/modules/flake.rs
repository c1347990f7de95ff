//! A flake as a value: its outputs applied to its inputs.

use super::{
    defaults::OptionDefaults,
    embedded,
    graph::{Graph, Source},
    lock::Reference,
    primops::Sources,
};
use crate::eval::{Attr, Evaluator, Pos, Result, Value, Vfs as _};
use crate::syntax::Sym;

/// The value of the flake at the root of a graph.
///
/// # Errors
/// Whatever the evaluation of its `flake.nix` gives.
pub(super) fn call<'a>(evaluator: &Evaluator<'a>, graph: &Graph) -> Result<'a, Value<'a>> {
    let evaluated = graph.nixpkgs_dir().and_then(|dir| {
        let text = evaluator.vfs().read(&dir.join("lib/.version")).ok()?;
        Some(String::from_utf8_lossy(&text).trim().to_owned())
    });
    let mut sources = graph.sources.values();
    let exact = !graph.replaces && sources.all(|source| source.dir.is_none() || source.exact);
    let sources = Sources { locked: graph.nixpkgs().and_then(release_of), evaluated, exact };
    let primops = super::primops::set_for(evaluator, sources);
    let stand_ins = evaluator.import(embedded::STAND_INS, Pos::NONE)?;
    let stand_ins = evaluator.call(stand_ins, &[primops], Pos::NONE)?;
    let quiet = evaluator.import(embedded::QUIET, Pos::NONE)?;
    let nodes = graph.sources.iter().map(|(name, source)| {
        let is_root = *name == graph.root;
        let node = node(evaluator, source, is_root, stand_ins, quiet);
        Attr { name: Sym::new(name), pos: Pos::NONE, value: node }
    });
    let nodes = evaluator.set(nodes.collect());
    let call_flake = evaluator.import(embedded::CALL_FLAKE, Pos::NONE)?;
    let primops = evaluator.force(primops)?;
    let lenient = evaluator.select(primops, Sym::new("lenientAttrs"), Pos::NONE)?;
    let argument = evaluator
        .set(vec![evaluator.attr("nodes", nodes), evaluator.attr("lenientAttrs", lenient)]);
    let values = evaluator.call(call_flake, &[argument], Pos::NONE)?;
    let root = evaluator.select(values, Sym::new(&graph.root), Pos::NONE)?;
    evaluator.force(root)
}

/// A source as `call-flake.nix` takes it.
fn node<'a>(
    evaluator: &Evaluator<'a>,
    source: &Source,
    is_root: bool,
    stand_ins: Value<'a>,
    quiet: Value<'a>,
) -> Value<'a> {
    let text = |text: &str| evaluator.string(text);
    let dir = source.dir.as_ref().map(|dir| dir.to_string_lossy().into_owned());
    let file =
        source.flake_file().filter(|file| source.flake && evaluator.vfs().kind(file).is_ok());
    let sub =
        file.as_ref().and_then(|file| file.parent()).map(|dir| dir.to_string_lossy().into_owned());
    let inputs =
        source.inputs.iter().map(|(name, target)| evaluator.attr(name, text(target))).collect();
    let mut attrs = vec![
        evaluator.attr("found", Value::bool(dir.is_some())),
        evaluator.attr("flake", Value::bool(file.is_some())),
        evaluator.attr("inputs", evaluator.set(inputs)),
        evaluator.attr(
            "sourceInfo",
            source_info(evaluator, &source.locked, is_root, dir.as_deref().unwrap_or("")),
        ),
        evaluator.attr("outPath", text(sub.as_deref().or(dir.as_deref()).unwrap_or(""))),
    ];
    attrs.push(evaluator.attr("exact", Value::bool(source.exact)));
    let reason =
        format!("the source of input `{}` on disk is not the locked revision", source.path);
    attrs.push(evaluator.attr("reason", text(&reason)));
    if let Some(dir) = dir.as_ref().filter(|_| source.flake && file.is_none()) {
        let lacks =
            format!("`{dir}`, which is given for input `{}`, has no `flake.nix`", source.path);
        attrs.push(evaluator.attr("lacks", text(&lacks)));
    }
    if let Some(file) = &file {
        attrs.push(evaluator.attr("file", evaluator.path(file.to_string_lossy())));
    }
    let identity = source.identity.as_deref().unwrap_or("");
    let repository = identity.split_once(':').map_or("", |(_, path)| path).to_ascii_lowercase();
    let private = Value::bool(source.locked.is_private());
    let input = evaluator.set(vec![
        evaluator.attr("repository", text(&repository)),
        evaluator.attr("private", private),
    ]);
    attrs.push(evaluator.attr("quiet", evaluator.lazy_call(quiet, &[input])));
    if dir.is_none() {
        let name = source.path.rsplit('/').next().unwrap_or("").to_owned();
        let argument = evaluator.set(vec![
            evaluator.attr("repository", text(&repository)),
            evaluator.attr("name", text(&name)),
            evaluator.attr("path", text(&source.path)),
            evaluator.attr("private", private),
            evaluator.attr("release", release(evaluator, &source.locked)),
        ]);
        attrs.push(evaluator.attr("stand-in", evaluator.lazy_call(stand_ins, &[argument])));
    }
    evaluator.set(attrs)
}

fn release<'a>(evaluator: &Evaluator<'a>, locked: &Reference) -> Value<'a> {
    release_of(locked).map_or(Value::NULL, |release| evaluator.string(release))
}

/// The NixOS release of a locked nixpkgs: that of its branch, `nixos-25.11-small`, or the one that was being developed.
/// Where nothing says which it is, it will be the newest.
fn release_of(locked: &Reference) -> Option<String> {
    let name = locked.reference.as_deref().unwrap_or_default();
    let branch = name.strip_prefix("nixos-").or(name.strip_prefix("release-"));
    let release = branch.and_then(|name| name.get(..5)).filter(|release| {
        release
            .chars()
            .enumerate()
            .all(|(at, c)| if at == 2 { c == '.' } else { c.is_ascii_digit() })
    });
    let newest = || {
        let is_open = locked.last_modified.is_none() && locked.rev.is_none();
        let is_usual = matches!(name, "" | "master") || name.contains("-unstable");
        (is_open && is_usual).then(|| OptionDefaults::shipped().release().to_owned())
    };
    release.map(str::to_owned).or_else(|| locked.last_modified.map(release_at)).or_else(newest)
}

/// The NixOS release that was being developed at a time, in seconds since 1970. Each is branched in the third week of
/// May or November, and the version number of the unstable branch goes up then.
#[must_use]
pub(super) fn release_at(seconds: i64) -> String {
    let date = date(seconds);
    let (year, month, day) = (date.0 % 100, date.1, date.2);
    if (month, day) < (5, 22) {
        format!("{year:02}.05")
    } else if (month, day) < (11, 22) {
        format!("{year:02}.11")
    } else {
        format!("{:02}.05", year + 1)
    }
}

/// What a lock file says of a source, as Nix shows it to the flake.
fn source_info<'a>(
    evaluator: &Evaluator<'a>,
    locked: &Reference,
    is_root: bool,
    dir: &str,
) -> Value<'a> {
    let mut attrs = vec![evaluator.attr("outPath", evaluator.string(dir))];
    if is_root {
        // Some refuse to build what is not committed, and while it is written it is not. What is to be checked is what
        // will be committed.
        let revision = evaluator.unknown_text("the revision of the project", Pos::NONE);
        attrs.extend(["rev", "shortRev"].map(|name| evaluator.attr(name, revision)));
    }
    attrs.extend(source_info_of(locked).into_iter().map(|(name, value)| {
        let value = match value {
            Ok(text) => evaluator.string(text),
            Err(number) => Value::int(number),
        };
        evaluator.attr(name, value)
    }));
    evaluator.set(attrs)
}

/// The texts and numbers in that, without the directory.
pub(super) fn source_info_of(
    locked: &Reference,
) -> Vec<(&'static str, std::result::Result<String, i64>)> {
    let mut attrs = Vec::new();
    let mut add = |name, value: Option<String>| attrs.extend(value.map(|value| (name, Ok(value))));
    add("narHash", locked.nar_hash.clone());
    add("rev", locked.rev.clone());
    add("shortRev", locked.rev.as_ref().map(|rev| rev.get(..7).unwrap_or(rev).to_owned()));
    let seconds = locked.last_modified.unwrap_or(0);
    add("lastModifiedDate", Some(timestamp(seconds)));
    attrs.extend(locked.rev_count.map(|count| ("revCount", Err(count))));
    attrs.push(("lastModified", Err(seconds)));
    attrs
}

/// `yyyymmddHHMMSS` in UTC.
fn timestamp(seconds: i64) -> String {
    let (year, month, day) = date(seconds);
    let rest = seconds.rem_euclid(86_400);
    format!("{year:04}{month:02}{day:02}{:02}{:02}{:02}", rest / 3600, rest / 60 % 60, rest % 60)
}

/// Year, month and day in UTC (the inverse of counting days in eras of 400 years).
fn date(seconds: i64) -> (i64, i64, i64) {
    let days = seconds.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::{super::lock::url_version, *};

    #[test]
    fn dates() {
        assert_eq!(timestamp(0), "19700101000000");
        assert_eq!(timestamp(1_769_548_169), "20260127210929");
        assert_eq!(timestamp(951_827_696), "20000229123456");
    }

    #[test]
    fn releases() {
        assert_eq!(release_at(1_769_548_169), "26.05");
        assert_eq!(release_at(1_717_599_112), "24.11");
        assert_eq!(release_at(1_734_281_077), "25.05");
        let locked = |name: &str| Reference {
            reference: Some(name.to_owned()),
            last_modified: Some(1_769_548_169),
            ..Reference::default()
        };
        assert_eq!(release_of(&locked("nixos-25.11-small")).as_deref(), Some("25.11"));
        assert_eq!(release_of(&locked("nixos-unstable")).as_deref(), Some("26.05"));
        // Without a lock file.
        let newest = OptionDefaults::shipped().release();
        assert_eq!(release_of(&Reference::default()).as_deref(), Some(newest));
        let asked = |url: &str| {
            let (reference, rev) = url_version(url);
            release_of(&Reference { reference, rev, ..Reference::default() })
        };
        assert_eq!(asked("github:NixOS/nixpkgs/nixos-unstable").as_deref(), Some(newest));
        assert_eq!(asked("github:NixOS/nixpkgs/nixos-25.05").as_deref(), Some("25.05"));
        let channel = "https://channels.nixos.org/nixos-24.11/nixexprs.tar.xz";
        assert_eq!(asked(channel).as_deref(), Some("24.11"));
        assert_eq!(asked("git+https://github.com/a/nixpkgs?ref=mine"), None);
        assert_eq!(asked(&format!("github:NixOS/nixpkgs/{}", "0a".repeat(20))), None);
    }
}
