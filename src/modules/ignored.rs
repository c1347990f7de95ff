//! Files that a project keeps out of its repository: what `.gitignore` names is on the machine, and only there.

use std::path::Path;

use crate::eval::Vfs;

/// Whether a `.gitignore` below `root` names a path.
pub(super) fn is_ignored(vfs: &dyn Vfs, root: &Path, path: &Path) -> bool {
    let above: Vec<_> = path.ancestors().skip(1).take_while(|dir| dir.starts_with(root)).collect();
    let mut ignored = false;
    // The file that is nearest has the last word.
    for dir in above.into_iter().rev() {
        let (Ok(text), Ok(below)) = (vfs.read(&dir.join(".gitignore")), path.strip_prefix(dir))
        else {
            continue;
        };
        let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
        let names: Vec<_> = names.iter().map(|name| &**name).collect();
        for line in String::from_utf8_lossy(&text).lines() {
            let (pattern, verdict) = match line.trim_end().strip_prefix('!') {
                Some(pattern) => (pattern, false),
                None => (line.trim_end(), true),
            };
            if !pattern.is_empty() && !pattern.starts_with('#') && matches(pattern, &names) {
                ignored = verdict;
            }
        }
    }
    ignored
}

/// Whether a pattern names a path below its file, or a directory that the path is in.
fn matches(pattern: &str, path: &[&str]) -> bool {
    let (pattern, of_directory) =
        pattern.strip_suffix('/').map_or((pattern, false), |pattern| (pattern, true));
    let parts: Vec<_> = pattern.trim_start_matches('/').split('/').collect();
    (1..=path.len()).filter(|&end| end < path.len() || !of_directory).any(|end| {
        if pattern.contains('/') {
            are_parts(&parts, &path[..end])
        } else {
            is_name(pattern.as_bytes(), path[end - 1].as_bytes())
        }
    })
}

/// Compares component by component; `**` is any number of them.
fn are_parts(pattern: &[&str], path: &[&str]) -> bool {
    match pattern {
        [] => path.is_empty(),
        ["**", rest @ ..] => (0..=path.len()).any(|skip| are_parts(rest, &path[skip..])),
        [first, rest @ ..] => path.split_first().is_some_and(|(name, below)| {
            is_name(first.as_bytes(), name.as_bytes()) && are_parts(rest, below)
        }),
    }
}

/// Compares one component; `*` is any text, `?` any character.
fn is_name(pattern: &[u8], name: &[u8]) -> bool {
    match pattern {
        [] => name.is_empty(),
        [b'*', rest @ ..] => (0..=name.len()).any(|skip| is_name(rest, &name[skip..])),
        [b'?', rest @ ..] => name.split_first().is_some_and(|(_, name)| is_name(rest, name)),
        [first, rest @ ..] => {
            name.split_first().is_some_and(|(byte, name)| byte == first && is_name(rest, name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let named =
            |pattern: &str, path: &str| matches(pattern, &path.split('/').collect::<Vec<_>>());
        assert!(named("persist.nix", "persist.nix") && named("persist.nix", "hosts/a/persist.nix"));
        assert!(named("/secrets/", "secrets/a.nix") && !named("/secrets/", "b/secrets/a.nix"));
        assert!(!named("secrets/", "secrets"), "it is for directories");
        assert!(named("hosts/*/local.nix", "hosts/a/local.nix"));
        assert!(!named("hosts/*/local.nix", "hosts/a/b/local.nix"));
        assert!(named("**/local.nix", "local.nix") && named("a/**/b", "a/x/y/b/c.nix"));
        assert!(named("*.age.ni?", "key.age.nix") && !named("*.age", "key.age.nix"));
    }
}
