//! Coercion to strings, and string contexts.

use super::{Evaluator, Kind, Pos, Result, Str, Value};

/// What may become a string, and how.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// A path becomes the store path it would be copied to; otherwise its own text.
    pub copy_paths: bool,
    /// Numbers, booleans, `null` and lists too, as `toString` does.
    pub more: bool,
}

/// A number with six decimals, as `%f` of C writes it.
fn shown(value: f64) -> String {
    match (value.is_nan(), value.is_sign_negative()) {
        (true, true) => "-nan".to_owned(),
        (true, false) => "nan".to_owned(),
        _ => format!("{value:.6}"),
    }
}

/// The context of a string in the making.
#[derive(Default)]
pub struct Context<'a> {
    paths: Vec<&'a str>,
}

impl<'a> Context<'a> {
    /// Adds another string's context.
    pub fn add(&mut self, context: &[&'a str]) {
        self.paths.extend_from_slice(context);
    }

    /// How many paths there are, some perhaps more than once.
    #[must_use]
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// The context, sorted, each path once.
    pub fn finish(mut self, evaluator: &Evaluator<'a>) -> &'a [&'a str] {
        if self.paths.is_empty() {
            return &[];
        }
        // What was added is sorted, which this sorting makes use of.
        self.paths.sort();
        self.paths.dedup();
        evaluator.arena.alloc_slice_copy(&self.paths)
    }
}

impl<'a> Evaluator<'a> {
    /// The value as `"${value}"` gives it.
    ///
    /// # Errors
    /// When it cannot be a string, or is unknown.
    pub fn coerce(&self, value: Value<'a>, at: Pos) -> Result<'a, &'a Str<'a>> {
        self.coerce_with(value, Mode { copy_paths: true, more: false }, at)
    }

    /// The value as a string.
    ///
    /// # Errors
    /// When it cannot be a string, or is unknown.
    pub fn coerce_with(&self, value: Value<'a>, mode: Mode, at: Pos) -> Result<'a, &'a Str<'a>> {
        let value = self.force(value)?;
        match value.kind() {
            Kind::Str(str) => Ok(str),
            Kind::Path(path) if mode.copy_paths => self.copy_path(path.text, at),
            Kind::Path(path) => Ok(path),
            Kind::Attrs(attrs) => {
                if let Some(to_string) = attrs.get(self.names.to_string) {
                    let result = self.call(to_string.value, &[value], at)?;
                    return self.nested(at, || self.coerce_with(result, mode, at));
                }
                if let Some(out_path) = attrs.get(self.names.out_path) {
                    return self.nested(at, || self.coerce_with(out_path.value, mode, at));
                }
                if let Some(open) = attrs.open.or(attrs.lenient) {
                    return Err(self.unknown_error(open, at));
                }
                Err(self.type_error(at, "cannot coerce a set to a string"))
            }
            Kind::Unknown(unknown) => Err(self.unknown_error(unknown, at)),
            Kind::Int(value) if mode.more => Ok(self.alloc_str(value.to_string())),
            Kind::Float(value) if mode.more => Ok(self.alloc_str(shown(value))),
            Kind::Bool(true) if mode.more => Ok(self.alloc_str("1".to_owned())),
            Kind::Bool(false) | Kind::Null if mode.more => Ok(self.alloc_str(String::new())),
            Kind::List(list) if mode.more => {
                if let Some(open) = list.open {
                    return Err(self.unknown_error(open, at));
                }
                self.nested(at, || self.coerce_list(list.items, mode, at))
            }
            _ => {
                Err(self
                    .type_error(at, format!("cannot coerce {} to a string", self.describe(value))))
            }
        }
    }

    fn coerce_list(&self, items: &[Value<'a>], mode: Mode, at: Pos) -> Result<'a, &'a Str<'a>> {
        let mut text = String::new();
        let mut context = Context::default();
        for (index, item) in items.iter().enumerate() {
            let item = self.force(*item)?;
            let str = self.coerce_with(item, mode, at)?;
            text.push_str(str.text);
            context.add(str.context);
            // Nix leaves out the space after an empty list.
            let empty_list = matches!(item.kind(), Kind::List(list) if list.items.is_empty());
            if index + 1 < items.len() && !empty_list {
                text.push(' ');
            }
        }
        Ok(self.arena.alloc(Str {
            text: self.text(&text),
            context: context.finish(self),
            origin: None,
        }))
    }

    fn alloc_str(&self, text: String) -> &'a Str<'a> {
        self.arena.alloc(Str { text: self.arena.alloc_str(&text), context: &[], origin: None })
    }
}
