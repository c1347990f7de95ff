//! Interned names.

use std::{
    cell::RefCell,
    fmt,
    hash::Hasher as _,
    sync::{OnceLock, RwLock},
};

use rustc_hash::{FxHashMap, FxHasher};

/// A name of an attribute or a variable. Two symbols are equal when their texts are; the order is that of first
/// use, not of the alphabet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sym(u32);

/// Names live as long as the process: there are as many as different names in the files it reads.
#[derive(Default)]
struct Interner {
    ids: FxHashMap<&'static str, Sym>,
    texts: Vec<&'static str>,
}

fn interner() -> &'static RwLock<Interner> {
    static INTERNER: OnceLock<RwLock<Interner>> = OnceLock::new();
    INTERNER.get_or_init(RwLock::default)
}

/// How many names a thread has at hand.
const RECENT: usize = 4096;

thread_local! {
    /// Names that this thread met last, each at its hash: most are met again soon, and need no lock then.
    static MET: RefCell<Vec<Option<(&'static str, Sym)>>> = const { RefCell::new(Vec::new()) };
    /// The first texts of the interner.
    static TEXTS: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

impl Sym {
    /// The symbol of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self::met(text, || Some(Self::intern(text))).expect("it is made")
    }

    /// The symbol of a text that has been interned before. No new name is made.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let poisoned = "no thread panics while it holds the interner";
        Self::met(text, || interner().read().expect(poisoned).ids.get(text).copied())
    }

    /// The symbol of a text that this thread met before, or else the one that is looked up.
    #[inline]
    fn met(text: &str, look_up: impl FnOnce() -> Option<Self>) -> Option<Self> {
        let mut hasher = FxHasher::default();
        hasher.write(text.as_bytes());
        let slot = hasher.finish() as usize % RECENT;
        MET.with_borrow_mut(|met| {
            if met.is_empty() {
                met.resize(RECENT, None);
            }
            match met[slot] {
                Some((known, symbol)) if known == text => Some(symbol),
                _ => {
                    let symbol = look_up()?;
                    met[slot] = Some((symbol.as_str(), symbol));
                    Some(symbol)
                }
            }
        })
    }

    fn intern(text: &str) -> Self {
        let poisoned = "no thread panics while it holds the interner";
        if let Some(&sym) = interner().read().expect(poisoned).ids.get(text) {
            return sym;
        }
        let mut interner = interner().write().expect(poisoned);
        if let Some(&sym) = interner.ids.get(text) {
            return sym;
        }
        let sym = Self(u32::try_from(interner.texts.len()).expect("fewer than 2^32 names"));
        let text: &'static str = Box::leak(Box::from(text));
        interner.texts.push(text);
        interner.ids.insert(text, sym);
        sym
    }

    /// The text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        TEXTS.with_borrow_mut(|texts| {
            let index = self.0 as usize;
            if let Some(text) = texts.get(index) {
                return *text;
            }
            let interner = interner().read().expect("no thread panics while it holds the interner");
            texts.extend(&interner.texts[texts.len()..]);
            texts[index]
        })
    }
}

impl fmt::Debug for Sym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

impl fmt::Display for Sym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
