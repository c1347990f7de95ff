//! Hashes: of strings and files, and their notations.

use std::path::Path;

use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE};
use sha2::Digest as _;

use super::{Builtin, Evaluator, Pos, Result, Value, store::nix_base32};
use crate::eval::Vfs as _;
use crate::{eval::ErrorKind, syntax::Sym};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "hashString", arity: 2, run: hash_string },
    Builtin { name: "hashFile", arity: 2, run: hash_file },
    Builtin { name: "convertHash", arity: 1, run: convert_hash },
    Builtin { name: "placeholder", arity: 1, run: placeholder },
];

/// `blake3` is behind a feature that Nix has not made stable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Algorithm {
    fn find(name: &str) -> Option<Self> {
        Some(match name {
            "md5" => Self::Md5,
            "sha1" => Self::Sha1,
            "sha256" => Self::Sha256,
            "sha512" => Self::Sha512,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }

    /// Bytes of a hash.
    fn size(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    fn hash(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => md5::Md5::digest(bytes).to_vec(),
            Self::Sha1 => sha1::Sha1::digest(bytes).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(bytes).to_vec(),
        }
    }
}

fn algorithm<'a>(ev: &Evaluator<'a>, value: Value<'a>, at: Pos) -> Result<'a, Algorithm> {
    let name = ev.plain_str(value, at)?;
    Algorithm::find(name)
        .ok_or_else(|| ev.type_error(at, format!("unknown hash algorithm \"{name}\"")))
}

fn hash_string<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let algorithm = algorithm(ev, args[0], at)?;
    let text = ev.str(args[1], at)?.text;
    ev.count(text.len(), at)?;
    Ok(ev.string(HEXLOWER.encode(&algorithm.hash(text.as_bytes()))))
}

fn hash_file<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let algorithm = algorithm(ev, args[0], at)?;
    let path = ev.path_text(args[1], at)?;
    let vfs = &ev.vfs;
    let bytes = ev.real_path(&path, at).and_then(|real| {
        let real: &Path = &real;
        vfs.read(real).map_err(|error| ev.read_error(&path, &error, at))
    })?;
    ev.count(bytes.len(), at)?;
    Ok(ev.string(HEXLOWER.encode(&algorithm.hash(&bytes))))
}

/// `convertHash { hash, hashAlgo ? null, toHashFormat }`
fn convert_hash<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let attrs = ev.as_attrs(args[0], at)?;
    let get = |name: &str| match (attrs.get(Sym::new(name)), attrs.open) {
        (Some(attr), _) => Ok(attr.value),
        (None, Some(open)) => Err(ev.unknown_error(open, at)),
        (None, None) => {
            Err(ev.error(ErrorKind::Missing, at, format!("attribute `{name}` missing")))
        }
    };
    let hash = ev.plain_str(get("hash")?, at)?;
    let wanted = match attrs.get(Sym::new("hashAlgo")) {
        Some(attr) => Some(algorithm(ev, attr.value, at)?),
        None => None,
    };
    let format = ev.plain_str(get("toHashFormat")?, at)?;
    let (algorithm, bytes) = parse(hash, wanted)
        .map_err(|reason| ev.type_error(at, format!("invalid hash \"{hash}\": {reason}")))?;
    Ok(ev.string(match format {
        "base16" => HEXLOWER.encode(&bytes),
        "nix32" | "base32" => nix_base32(&bytes),
        "base64" => BASE64.encode(&bytes),
        "sri" => format!("{}-{}", algorithm.name(), BASE64.encode(&bytes)),
        _ => return Err(ev.type_error(at, format!("unknown hash format \"{format}\""))),
    }))
}

/// A hash in any notation: `sha256-…`, `sha256:…`, or without its algorithm when that is `wanted`.
fn parse(
    text: &str,
    wanted: Option<Algorithm>,
) -> std::result::Result<(Algorithm, Vec<u8>), &'static str> {
    let (name, rest, sri) = match (text.split_once(':'), text.split_once('-')) {
        (Some((name, rest)), _) => (Some(name), rest, false),
        (None, Some((name, rest))) => (Some(name), rest, true),
        (None, None) => (None, text, false),
    };
    let named = match name {
        Some(name) => Some(Algorithm::find(name).ok_or("unknown algorithm")?),
        None => None,
    };
    let algorithm = match (named, wanted) {
        (Some(named), Some(wanted)) if named != wanted => return Err("of another algorithm"),
        (named, wanted) => named.or(wanted).ok_or("its algorithm is not known")?,
    };
    let size = algorithm.size();
    // Nix does not miss `=` at the end.
    let base64 =
        || BASE64_NOPAD.decode(rest.trim_end_matches('=').as_bytes()).map_err(|_| "not base 64");
    let bytes = if sri {
        base64()?
    } else if rest.len() == size * 2 {
        HEXLOWER_PERMISSIVE.decode(rest.as_bytes()).map_err(|_| "not base 16")?
    } else if rest.len() == (size * 8).div_ceil(5) {
        from_nix_base32(rest, size).ok_or("not Nix's base 32")?
    } else if rest.len() == size.div_ceil(3) * 4 {
        base64()?
    } else {
        return Err("of a wrong length");
    };
    if bytes.len() == size { Ok((algorithm, bytes)) } else { Err("of a wrong length") }
}

/// The reverse of [`nix_base32`].
fn from_nix_base32(text: &str, size: usize) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 32] = b"0123456789abcdfghijklmnpqrsvwxyz";
    let mut bytes = vec![0_u8; size];
    for (index, char) in text.bytes().rev().enumerate() {
        let digit = u16::try_from(ALPHABET.iter().position(|&known| known == char)?).ok()?;
        let (byte, shift) = (index * 5 / 8, index * 5 % 8);
        let [low, high] = (digit << shift).to_le_bytes();
        bytes[byte] |= low;
        match bytes.get_mut(byte + 1) {
            Some(next) => *next |= high,
            None if high != 0 => return None,
            None => {}
        }
    }
    Some(bytes)
}

/// `placeholder output`: what stands for the output's path before it is known.
fn placeholder<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let output = ev.plain_str(args[0], at)?;
    let digest = Algorithm::Sha256.hash(format!("nix-output:{output}").as_bytes());
    Ok(ev.string(format!("/{}", nix_base32(&digest))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_notation() {
        let digest = Algorithm::Sha256.hash(b"");
        for text in [
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            "sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "sha256:0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73",
        ] {
            let (algorithm, bytes) = parse(text, None).expect(text);
            assert!(algorithm == Algorithm::Sha256);
            assert_eq!(bytes, digest);
        }
        assert!(parse("abc", Some(Algorithm::Md5)).is_err());
        assert_eq!(from_nix_base32(&nix_base32(&digest), 32), Some(digest));
    }
}
