//! Absolute paths of the machine, as text: nothing here looks at a disk.

/// The path without empty and `.` parts and without a final slash. `..` stays, it may cross a link.
#[must_use]
pub fn normalize(path: &str) -> String {
    let mut result = String::with_capacity(path.len() + 1);
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        result.push('/');
        result.push_str(part);
    }
    if result.is_empty() {
        result.push('/');
    }
    result
}

/// A path as systemd writes it in the name of a unit (systemd-escape(1), `--path`).
#[must_use]
pub fn unit_name(path: &str) -> String {
    let path = path.trim_matches('/');
    let mut name = String::with_capacity(path.len());
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'/' => name.push('-'),
            b'.' if at > 0 => name.push('.'),
            b':' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => name.push(byte.into()),
            _ => name.push_str(&format!("\\x{byte:02x}")),
        }
    }
    if name.is_empty() { "-".to_owned() } else { name }
}

/// The second path below the first, whatever slashes there are.
#[must_use]
pub fn join(parent: &str, child: &str) -> String {
    normalize(&format!("{parent}/{child}"))
}

/// Whether a normalized path is the ancestor or lies below it.
#[must_use]
pub fn is_at_or_below(path: &str, ancestor: &str) -> bool {
    rest(path, ancestor).is_some()
}

/// Whether a normalized path lies strictly below the ancestor.
#[must_use]
pub fn is_below(path: &str, ancestor: &str) -> bool {
    rest(path, ancestor).is_some_and(|rest| !rest.is_empty())
}

/// What of a normalized path follows its ancestor: empty, or with a leading slash.
#[must_use]
pub fn rest<'a>(path: &'a str, ancestor: &str) -> Option<&'a str> {
    if ancestor == "/" {
        return path.starts_with('/').then(|| if path == "/" { "" } else { path });
    }
    let rest = path.strip_prefix(ancestor)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// The directory that holds a normalized path.
#[must_use]
pub fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(at) => &path[..at],
    }
}

/// Whether the path is in the Nix store.
#[must_use]
pub fn in_store(path: &str) -> bool {
    is_at_or_below(path, "/nix/store")
}

/// Whether two device paths are the same device by another name: a logical volume.
#[must_use]
pub fn same_device(a: &str, b: &str) -> bool {
    let mapped = |device: &str| -> String {
        let Some(rest) = device.strip_prefix("/dev/") else { return device.to_owned() };
        match rest.split_once('/') {
            Some((group, volume))
                if !matches!(group, "mapper" | "disk") && !volume.contains('/') =>
            {
                let double = |name: &str| name.replace('-', "--");
                format!("/dev/mapper/{}-{}", double(group), double(volume))
            }
            _ => device.to_owned(),
        }
    };
    a == b || mapped(a) == mapped(b)
}

/// Whether two device paths name devices in the same way, so that different names are different devices: by label, by UUID, …
#[must_use]
pub fn same_kind_of_device(a: &str, b: &str) -> bool {
    a.starts_with("/dev/") && parent(a) == parent(b)
}

/// Directories the kernel or systemd makes anew at every boot.
const VOLATILE: [&str; 7] = ["/run", "/tmp", "/proc", "/sys", "/dev", "/var/run", "/var/lock"];

/// Whether the path is on a filesystem that is made anew at every boot of every machine.
#[must_use]
pub fn is_volatile(path: &str) -> bool {
    VOLATILE.iter().any(|directory| is_at_or_below(path, directory))
}

/// Mount points NixOS mounts in the initrd whatever `neededForBoot` says (nixos/lib/utils.nix: `pathsNeededForBoot`).
pub const NEEDED_FOR_BOOT: [&str; 9] =
    ["/", "/nix", "/nix/store", "/var", "/var/log", "/var/lib", "/var/lib/nixos", "/etc", "/usr"];

/// Whether the mount point is one of those NixOS always mounts in the initrd.
#[must_use]
pub fn always_needed_for_boot(path: &str) -> bool {
    NEEDED_FOR_BOOT.contains(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_units() {
        assert_eq!(unit_name("/var/lib/a-b/"), "var-lib-a\\x2db");
        assert_eq!(unit_name("/.ssh/x.y"), "\\x2essh-x.y");
        assert_eq!(unit_name("/"), "-");
    }

    #[test]
    fn paths_are_compared_by_parts() {
        assert_eq!(normalize("//var/./lib//x/"), "/var/lib/x");
        assert_eq!(normalize("/"), "/");
        assert!(is_at_or_below("/var/lib", "/var/lib"));
        assert!(!is_at_or_below("/var/library", "/var/lib"));
        assert!(is_below("/var", "/"));
        assert!(!is_below("/", "/"));
        assert_eq!(rest("/persist/a/b", "/persist"), Some("/a/b"));
        assert_eq!(join("/home/ann/", "/.ssh"), "/home/ann/.ssh");
        assert_eq!(parent("/var"), "/");
    }

    #[test]
    fn devices_have_several_names() {
        assert!(same_device("/dev/vg/my-root", "/dev/mapper/vg-my--root"));
        assert!(!same_device("/dev/disk/by-label/a", "/dev/disk/by-label/b"));
        assert!(same_kind_of_device("/dev/disk/by-label/a", "/dev/disk/by-label/b"));
        assert!(!same_kind_of_device("/dev/disk/by-label/a", "/dev/sda1"));
    }
}
