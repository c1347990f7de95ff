//! A file with the trees of one directory of the store.
//!
//! ```text
//! persist-lint trees of /nix/store/…-source⏎
//! expressions: u64, records: u64, checksum of the records: u64
//! records, by name: hash of the name, offset, length, checksum: u64 each
//! contents: length of the name: u64, name, packed tree
//! ```
//!
//! Numbers are little endian. Only the records are read at first; a tree is read when it is needed.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read as _, Seek as _, SeekFrom},
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::syntax::{self, Unpacked, checksum};

/// Bytes of a number.
const NUMBER: usize = 8;

/// Where a tree is.
#[derive(Clone, Copy)]
struct Record {
    /// Of its name.
    hash: u64,
    offset: u64,
    length: u64,
    checksum: u64,
}

const RECORD: usize = 4 * NUMBER;

/// What is kept of one directory. Nothing, when it was never written or cannot be read.
pub(super) struct Tree {
    file: Option<Mutex<File>>,
    /// By hash.
    records: Vec<Record>,
    exprs: u64,
    is_new: bool,
    damaged: AtomicBool,
}

impl Tree {
    /// What a file keeps of a directory.
    pub(super) fn open(path: &Path, dir: &Path) -> Self {
        let none = |is_new| Self {
            file: None,
            records: Vec::new(),
            exprs: 0,
            is_new,
            damaged: AtomicBool::new(!is_new),
        };
        let Ok(mut file) = File::open(path) else { return none(true) };
        match read_records(&mut file, dir) {
            Some((records, exprs)) => {
                let damaged = AtomicBool::new(false);
                Self { file: Some(Mutex::new(file)), records, exprs, is_new: false, damaged }
            }
            None => none(false),
        }
    }

    /// Whether there is no file for the directory.
    pub(super) fn is_new(&self) -> bool {
        self.is_new
    }

    /// How many expressions its trees have.
    pub(super) fn exprs(&self) -> usize {
        self.exprs as usize
    }

    /// Whether something in it could not be read.
    pub(super) fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::Relaxed)
    }

    fn record(&self, name: &str) -> Option<&Record> {
        let hash = checksum(name.as_bytes());
        let at = self.records.binary_search_by_key(&hash, |record| record.hash).ok()?;
        self.records.get(at)
    }

    /// Whether there is a tree of that name.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.record(name).is_some() && !self.is_damaged()
    }

    /// The tree of a file, named by its path in the directory.
    pub(super) fn find(&self, name: &str) -> Option<Unpacked> {
        let record = self.record(name)?;
        let file = self.file.as_ref()?;
        let found = content(&mut file.lock().expect("no thread panics while it reads"), record);
        let Some((found, packed)) = found.as_deref().and_then(named) else {
            self.damaged.store(true, Ordering::Relaxed);
            return None;
        };
        if found == name { syntax::unpack(packed) } else { None }
    }
}

fn header(dir: &Path) -> String {
    format!("persist-lint trees of {}\n", dir.display())
}

fn numbers<const N: usize>(bytes: &[u8]) -> Option<[u64; N]> {
    let mut numbers = [0; N];
    for (number, bytes) in numbers.iter_mut().zip(bytes.as_chunks::<NUMBER>().0) {
        *number = u64::from_le_bytes(*bytes);
    }
    (bytes.len() == N * NUMBER).then_some(numbers)
}

fn read_records(file: &mut File, dir: &Path) -> Option<(Vec<Record>, u64)> {
    let size = file.metadata().ok()?.len();
    let header = header(dir);
    let mut start = vec![0; header.len() + 3 * NUMBER];
    file.read_exact(&mut start).ok()?;
    let (name, counts) = start.split_at(header.len());
    let [exprs, count, sum] = numbers(counts).filter(|_| name == header.as_bytes())?;
    if count > size / RECORD as u64 {
        return None;
    }
    let mut bytes = vec![0; count as usize * RECORD];
    file.read_exact(&mut bytes).ok()?;
    if checksum(&bytes) != sum {
        return None;
    }
    let record = |bytes: &[u8]| {
        let [hash, offset, length, checksum] = numbers(bytes)?;
        (length <= size).then_some(Record { hash, offset, length, checksum })
    };
    Some((bytes.chunks_exact(RECORD).map(record).collect::<Option<_>>()?, exprs))
}

/// What a record leads to, when it is whole.
fn content(file: &mut File, record: &Record) -> Option<Vec<u8>> {
    let mut bytes = vec![0; record.length as usize];
    file.seek(SeekFrom::Start(record.offset)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    (checksum(&bytes) == record.checksum).then_some(bytes)
}

/// Name and tree of a content.
fn named(content: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = content.split_first_chunk::<NUMBER>()?;
    let (name, packed) = rest.split_at_checked(u64::from_le_bytes(*length) as usize)?;
    Some((std::str::from_utf8(name).ok()?, packed))
}

/// What a file keeps, in the pieces that are written one after the other: what another file keeps, as far as it is
/// whole, and more trees. Of each the name, the bytes and the number of expressions.
pub(super) fn merged<'s>(
    path: &Path,
    dir: &Path,
    more: impl Iterator<Item = (&'s str, Vec<u8>, usize)>,
) -> Vec<Vec<u8>> {
    let mut contents: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
    let mut exprs = 0;
    if let Ok(mut file) = File::open(path)
        && let Some((records, count)) = read_records(&mut file, dir)
    {
        exprs = count;
        let whole = |record: Record| Some((record.hash, content(&mut file, &record)?));
        contents.extend(records.into_iter().filter_map(whole));
    }
    for (name, packed, count) in more {
        let mut content = Vec::with_capacity(NUMBER + name.len() + packed.len());
        content.extend((name.len() as u64).to_le_bytes());
        content.extend(name.as_bytes());
        content.extend(packed);
        if contents.insert(checksum(name.as_bytes()), content).is_none() {
            exprs = exprs.saturating_add(count as u64);
        }
    }
    let mut pieces = vec![start(dir, exprs, &contents)];
    pieces.extend(contents.into_values());
    pieces
}

/// What stands before the contents.
fn start(dir: &Path, exprs: u64, contents: &BTreeMap<u64, Vec<u8>>) -> Vec<u8> {
    let header = header(dir);
    let mut offset = header.len() + 3 * NUMBER + contents.len() * RECORD;
    let mut records = Vec::with_capacity(contents.len() * RECORD);
    for (&hash, content) in contents {
        let record = [hash, offset as u64, content.len() as u64, checksum(content)];
        records.extend(record.into_iter().flat_map(u64::to_le_bytes));
        offset += content.len();
    }
    let mut bytes = header.into_bytes();
    let counts = [exprs, contents.len() as u64, checksum(&records)];
    bytes.extend(counts.into_iter().flat_map(u64::to_le_bytes));
    bytes.extend(records);
    bytes
}
