//! Places in files, as the language shows them.

use super::{Attr, Builtin, Evaluator, Pos, Result, Value};
use crate::{source::LineIndex, syntax::Sym};

pub(super) const BUILTINS: &[Builtin] =
    &[Builtin { name: "unsafeGetAttrPos", arity: 2, run: unsafe_get_attr_pos }];

fn unsafe_get_attr_pos<'a>(
    ev: &Evaluator<'a>,
    args: &[Value<'a>],
    at: Pos,
) -> Result<'a, Value<'a>> {
    let name = ev.str(args[0], at)?.text;
    let attrs = ev.as_attrs(args[1], at)?;
    match attrs.get(Sym::new(name)) {
        Some(attr) if attr.pos != Pos::NONE => Ok(ev.position_set(attr.pos)),
        _ => Ok(Value::NULL),
    }
}

impl<'a> Evaluator<'a> {
    /// `{ file = …; line = …; column = …; }`, lines and columns from 1; `null` when the place is in no file.
    pub fn position_set(&self, at: Pos) -> Value<'a> {
        let Some(span) = self.program.span(at) else { return Value::NULL };
        self.note_place(span);
        let files = self.program.files();
        let text = files.text(span.file);
        let place = LineIndex::new(&text).line_column(&text, span.range.start);
        let attrs: Vec<Attr<'a>> = vec![
            self.attr("file", self.string(files.path(span.file).to_string_lossy())),
            self.attr("line", Value::int(i64::from(place.line))),
            self.attr("column", Value::int(i64::from(place.column))),
        ];
        self.set(attrs)
    }
}
