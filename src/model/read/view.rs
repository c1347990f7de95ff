//! Reading plain nodes: absence, conditions that are not known, and values of the wrong type all become facts.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    model::fact::{Doubt, Fact, Provenance, Set},
    modules::{
        facts::{HostFacts, Mode, Node, Plain},
        guards::keeps_nothing,
    },
    source::Span,
};

/// Begins the reason of an option without a definition and without a default that is known.
const NOBODY: &str = "nobody defines ";

/// One place of the configuration: what is there, or whether it is certain that nothing is.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    node: Option<&'a Node>,
    /// Whether absence is certain.
    certain: bool,
    /// Whether a set or list is taken for all there is although it says that there may be more. Without nixpkgs, most
    /// are open, because its modules add to them; but those keep no paths, and what the user adds is there.
    lenient: bool,
    /// Why a module is not known that may define more.
    unread: Option<&'a str>,
    /// The texts of scripts, by their path in the store.
    pub scripts: &'a BTreeMap<Arc<str>, Arc<str>>,
    /// Whether all this was defined under a condition that is not known.
    pub may: bool,
    /// Where the attribute's name was written.
    pub name: Option<Span>,
}

impl<'a> View<'a> {
    /// The whole configuration.
    pub(super) fn root(facts: &'a HostFacts) -> Self {
        let lenient = facts.complete && facts.mode == Mode::Offline;
        let unread = facts.unknown.iter().find_map(|(reason, _)| unread(reason));
        let (node, certain) = (Some(&facts.config), facts.complete);
        let scripts = &facts.scripts;
        Self { node, certain, lenient, unread, scripts, may: false, name: None }.through()
    }

    /// Why there may be more than is seen.
    pub(super) fn openness(self) -> Arc<str> {
        let text = "other definitions are not known";
        self.unread.map_or_else(|| text.into(), |reason| format!("{text}: {reason}").into())
    }

    /// Why nothing being seen here says nothing.
    fn unset(self) -> Arc<str> {
        let text = "other modules may set it";
        self.unread.map_or_else(|| text.into(), |reason| format!("{text}: {reason}").into())
    }

    /// The same place, where what is absent is taken for certainly absent.
    pub(super) fn surely(self) -> Self {
        Self { certain: !self.may, lenient: true, ..self }
    }

    /// The same place, where a set or list that may have more is taken at its word.
    pub(super) fn strictly(self) -> Self {
        Self { lenient: false, ..self }
    }

    /// Enters what an unknown condition guards. An option that nobody defines is not there.
    fn through(self) -> Self {
        match self.node.map(|node| &node.value) {
            Some(Plain::Unknown(unknown))
                if unknown.may.is_none()
                    && unknown.partial.is_none()
                    && unknown.reason.starts_with(NOBODY) =>
            {
                Self { node: None, ..self }
            }
            Some(Plain::Unknown(unknown)) => match &unknown.may {
                Some(node) => {
                    Self { node: Some(node), certain: false, may: true, ..self }.through()
                }
                None => self,
            },
            _ => self,
        }
    }

    /// The attribute.
    pub(super) fn get(self, name: &str) -> Self {
        let Some(Plain::Attrs(attrs)) = self.node.map(|node| &node.value) else {
            let certain = self.certain && self.node.is_none();
            return Self { node: None, certain, name: None, ..self };
        };
        match attrs.entries.get(name) {
            Some(attr) => Self { node: Some(&attr.node), name: attr.name, ..self }.through(),
            None => {
                let certain = self.certain && (attrs.complete || self.lenient);
                Self { node: None, certain, name: None, ..self }
            }
        }
    }

    /// The attribute at a path.
    pub(super) fn at(self, path: &[&str]) -> Self {
        path.iter().fold(self, |view, name| view.get(name))
    }

    /// Whether something that is not known stands on the way to a path, so that it may be there.
    pub(super) fn hides(self, path: &[&str]) -> bool {
        let mut view = self;
        for name in path {
            if view.is_there() && view.is_unknown() {
                return true;
            }
            view = view.get(name);
        }
        false
    }

    /// Whether something stands here, be it unknown.
    pub(super) fn is_there(self) -> bool {
        self.node.is_some()
    }

    /// Whether something stands here that is not `null`.
    pub(super) fn is_set(self) -> bool {
        self.node.is_some_and(|node| node.value != Plain::Null)
    }

    /// Whether a set stands here.
    pub(super) fn is_attrs(self) -> bool {
        self.node.is_some_and(|node| matches!(node.value, Plain::Attrs(_)))
    }

    /// Where the value was written, else where its name was.
    pub(super) fn span(self) -> Option<Span> {
        self.node.and_then(|node| node.span).or(self.name)
    }

    /// Where the name was written, else the value.
    pub(super) fn name_span(self) -> Option<Span> {
        self.name.or_else(|| self.node.and_then(|node| node.span))
    }

    /// The attributes of a set, each with its name; what could not be read goes to `lacks`.
    pub(super) fn attrs<T>(self, lacks: &mut Set<T>) -> Vec<(&'a str, Self)> {
        match self.node.map(|node| &node.value) {
            None => {
                if !self.certain {
                    lacks.may_have_more(self.unset(), None);
                }
                Vec::new()
            }
            Some(Plain::Attrs(attrs)) => {
                if !((attrs.complete || self.lenient) && self.certain) {
                    lacks.may_have_more(self.openness(), self.span());
                }
                let of = |(name, attr): (&'a Arc<str>, &'a crate::modules::facts::Attr)| {
                    let view = Self { node: Some(&attr.node), name: attr.name, ..self }.through();
                    (&**name, view)
                };
                attrs.entries.iter().map(of).collect()
            }
            Some(other) => {
                lacks.lacks(reason(other), self.span());
                Vec::new()
            }
        }
    }

    /// The elements of a list; what could not be read goes to `lacks`.
    pub(super) fn items<T>(self, lacks: &mut Set<T>) -> Vec<Self> {
        match self.node.map(|node| &node.value) {
            None => {
                if !self.certain {
                    lacks.may_have_more(self.unset(), None);
                }
                Vec::new()
            }
            Some(Plain::List(list)) => {
                if !((list.complete || self.lenient) && self.certain) {
                    lacks.may_have_more("other elements are not known", self.span());
                }
                // An element is there, even if it is an option that nobody defines.
                let of = |node| {
                    let view = Self { node: Some(node), name: None, ..self };
                    Some(view.through()).filter(|view| view.is_there()).unwrap_or(view)
                };
                list.items.iter().map(of).collect()
            }
            Some(other) => {
                lacks.lacks(reason(other), self.span());
                Vec::new()
            }
        }
    }

    fn read<T>(self, read: impl FnOnce(&Plain) -> Option<T>, default: Option<T>) -> Fact<T> {
        let Some(node) = self.node else {
            return match default {
                Some(value) if self.certain => Fact::of_default(value),
                _ if self.certain => Fact::unknown("not set"),
                _ => Fact::unknown(self.unset()),
            };
        };
        if self.may {
            return Fact::Unknown(self.under_a_condition());
        }
        match read(&node.value) {
            Some(value) => Fact::Known(value, Provenance { span: self.span() }),
            None => Fact::Unknown(self.doubt()),
        }
    }

    /// A boolean.
    pub(super) fn bool(self, default: impl Into<Option<bool>>) -> Fact<bool> {
        let read = |value: &Plain| if let Plain::Bool(value) = value { Some(*value) } else { None };
        self.read(read, default.into())
    }

    /// The boolean, whatever condition it is under.
    pub(super) fn perhaps(self) -> Option<bool> {
        match self.node.map(|node| &node.value) {
            Some(Plain::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    /// A boolean of systemd, which can be written as a string.
    pub(super) fn bool_like(self, default: bool) -> Fact<bool> {
        let read = |value: &Plain| match value {
            Plain::Bool(value) => Some(*value),
            Plain::String(text) => match &**text {
                "yes" | "true" | "on" | "1" => Some(true),
                "no" | "false" | "off" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        };
        self.read(read, Some(default))
    }

    /// A string or `null`; absent is `default`.
    pub(super) fn string_or(self, default: Option<&str>) -> Fact<Option<String>> {
        let read = |value: &Plain| match value {
            Plain::Null => Some(None),
            Plain::String(text) | Plain::Path(text) => Some(Some(text.to_string())),
            Plain::Int(number) => Some(Some(number.to_string())),
            _ => None,
        };
        self.read(read, Some(default.map(str::to_owned)))
    }

    /// A string or `null`; absent is `null`.
    pub(super) fn string(self) -> Fact<Option<String>> {
        self.string_or(None)
    }

    /// An integer or `null`; absent is `null`.
    pub(super) fn int(self) -> Fact<Option<i64>> {
        let read = |value: &Plain| match value {
            Plain::Null => Some(None),
            Plain::Int(number) => Some(Some(*number)),
            _ => None,
        };
        self.read(read, Some(None))
    }

    /// The text, when it is a known string or path, whatever condition it is under.
    pub(super) fn text(self) -> Option<&'a str> {
        match self.node.map(|node| &node.value) {
            Some(Plain::String(text) | Plain::Path(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether a path of Nix stands here, which becomes a file of the store.
    pub(super) fn is_path(self) -> bool {
        self.node.is_some_and(|node| matches!(node.value, Plain::Path(_)))
    }

    /// Whether the value is set to something that is not known.
    pub(super) fn is_unknown(self) -> bool {
        self.node.map_or(!self.certain, |node| matches!(node.value, Plain::Unknown(_)))
    }

    /// Why the value that stands here is not known.
    pub(super) fn unknown(self) -> Option<&'a str> {
        match self.node.map(|node| &node.value) {
            Some(Plain::Unknown(unknown)) => Some(&unknown.reason),
            _ => None,
        }
    }

    /// The parts of a string that is not wholly known.
    pub(super) fn partial(self) -> Option<&'a str> {
        match self.node.map(|node| &node.value) {
            Some(Plain::Unknown(unknown)) => unknown.partial.as_deref(),
            _ => None,
        }
    }

    /// Why the value is not what is wanted.
    pub(super) fn reason(self) -> Arc<str> {
        self.node.map_or_else(|| Arc::from("not set"), |node| reason(&node.value))
    }

    /// The same with its place.
    pub(super) fn doubt(self) -> Doubt {
        Doubt::from(self.reason()).at(self.span())
    }

    /// What is set here may not be.
    pub(super) fn under_a_condition(self) -> Doubt {
        Doubt::from("set under a condition that is not known").at(self.name_span())
    }

    /// A string, or the strings of a list.
    pub(super) fn strings(self) -> Set<String> {
        let mut set = Set::complete(Vec::new());
        if let Some(text) = self.text() {
            set.items.push(text.to_owned());
            if self.may {
                set.lacks("set under a condition that is not known", self.span());
            }
            return set;
        }
        if self.node.is_some_and(|node| node.value == Plain::Null) {
            return set;
        }
        for item in self.items(&mut set) {
            match item.text() {
                Some(text) => set.items.push(text.to_owned()),
                None => set.lacks(item.reason(), item.span()),
            }
        }
        set
    }

    /// A list of strings of which all are known.
    pub(super) fn all_strings(self) -> Fact<Vec<String>> {
        let span = self.span();
        let mut set = self.strings();
        match set.missing.pop() {
            Some(missing) => Fact::Unknown(missing.doubt()),
            None => Fact::Known(set.items, Provenance { span }),
        }
    }
}

/// Why a module is not known, of a thing that is not; nothing of one that would keep nothing.
fn unread(reason: &str) -> Option<&str> {
    const MODULES: [&str; 3] =
        ["an import is not known: ", "a module is left out: ", "a part of `imports` is left out: "];
    let reason = MODULES.iter().find_map(|what| reason.strip_prefix(what))?;
    (!keeps_nothing(reason)).then_some(reason)
}

fn reason(value: &Plain) -> Arc<str> {
    match value {
        Plain::Unknown(unknown) => Arc::clone(&unknown.reason),
        Plain::Null => "is null".into(),
        _ => "is not of the expected type".into(),
    }
}
