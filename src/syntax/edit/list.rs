//! Adding an item to a list, however it is written.

use rnix::{SyntaxElement, SyntaxKind, SyntaxNode};

use super::{
    Editor, NewItem, NewValue, TextEdit,
    entries::names_persistence,
    place::{end, plain, start, token},
};
use crate::source::TextRange;

/// Lines are not made longer than this.
pub(super) const WIDTH: usize = 100;

/// Functions of `lib` whose last argument is the list.
const ORDERS: [&str; 4] = ["mkBefore", "mkAfter", "mkForce", "mkDefault"];
/// Functions of `lib` whose value is no list.
const OTHERS: [&str; 4] = ["mkIf", "mkMerge", "mkOrder", "mkOverride"];

impl Editor {
    /// Adds an item to a list. The range is that of the list, of the name of the option that holds it, or of one of its
    /// items.
    #[must_use]
    pub fn add_item(&self, at: TextRange, item: &NewItem) -> Option<Vec<TextEdit>> {
        let node = self.around(at)?;
        // An item of a list that holds entries.
        let in_list = |node: &SyntaxNode| {
            node.parent().is_some_and(|parent| parent.kind() == SyntaxKind::NODE_LIST)
        };
        let expression = if node.ancestors().any(|node| node.kind() == SyntaxKind::NODE_ATTRPATH) {
            let binding =
                node.ancestors().find(|node| node.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)?;
            let path = binding.first_child()?;
            // Only the last name of a path is that of the list.
            if at.end <= u32::from(path.last_child()?.text_range().start()) {
                return None;
            }
            binding.last_child()?
        } else if is_list_form(&node) {
            node
        } else {
            node.ancestors().find(in_list)?.parent()?
        };
        self.add_to(&expression, item)
    }

    /// Adds an item to the value of an expression.
    pub(super) fn add_to(&self, expression: &SyntaxNode, item: &NewItem) -> Option<Vec<TextEdit>> {
        if let Some(list) = literal(expression) {
            return Some(vec![self.insert(&list, item)?]);
        }
        if let Some(list) = self.variable(expression) {
            return Some(vec![self.insert(&list, item)?]);
        }
        self.append(expression, item)
    }

    /// Adds ` ++ [ item ]` after an expression that takes it without parentheses.
    fn append(&self, expression: &SyntaxNode, item: &NewItem) -> Option<Vec<TextEdit>> {
        let simple = match expression.kind() {
            SyntaxKind::NODE_IDENT | SyntaxKind::NODE_SELECT | SyntaxKind::NODE_PAREN => true,
            SyntaxKind::NODE_BIN_OP => token(expression, SyntaxKind::TOKEN_CONCAT).is_some(),
            SyntaxKind::NODE_APPLY => {
                let function = function(expression)?;
                !ORDERS.contains(&&*function) && !OTHERS.contains(&&*function)
            }
            _ => false,
        };
        // As an argument or an item it would need parentheses of its own.
        let is_value = expression.parent().is_some_and(|parent| {
            matches!(
                parent.kind(),
                SyntaxKind::NODE_ATTRPATH_VALUE
                    | SyntaxKind::NODE_PAREN
                    | SyntaxKind::NODE_WITH
                    | SyntaxKind::NODE_LET_IN
            )
        });
        if !simple || !is_value {
            return None;
        }
        let list = NewValue::List(vec![item.clone()]);
        let at = end(expression);
        let line = format!(" ++ {}", self.value_line(&list));
        let used = self.text[self.line_start(at)..at].chars().count();
        let is_tall = list.has_sets() && self.has_tall_sets(None);
        let text = if !is_tall && used + line.chars().count() < WIDTH {
            line
        } else {
            format!(" ++ {}", self.indented(&list.tall(), self.indentation(start(expression))))
        };
        Some(vec![TextEdit::insert(at, text)])
    }

    /// The list that a variable stands for, when it is written in this file and used nowhere else.
    fn variable(&self, expression: &SyntaxNode) -> Option<SyntaxNode> {
        if expression.kind() != SyntaxKind::NODE_IDENT {
            return None;
        }
        let name = expression.text().to_string();
        if self.uses(&name) != 1 {
            return None;
        }
        let scope = expression.ancestors().find(|node| {
            node.kind() == SyntaxKind::NODE_LET_IN && binding(node, &name).is_some()
        })?;
        literal(&binding(&scope, &name)?)
    }

    /// How often a name is used as a variable.
    pub(super) fn uses(&self, name: &str) -> usize {
        let uses = self.root.descendants().filter(|node| {
            node.kind() == SyntaxKind::NODE_IDENT
                && node.text() == name
                && node.parent().is_none_or(|parent| parent.kind() != SyntaxKind::NODE_ATTRPATH)
        });
        uses.count()
    }

    /// Inserts an item into the text of a list.
    fn insert(&self, list: &SyntaxNode, item: &NewItem) -> Option<TextEdit> {
        let open = token(list, SyntaxKind::TOKEN_L_BRACK)?;
        let close = usize::from(token(list, SyntaxKind::TOKEN_R_BRACK)?.text_range().start());
        let inside = usize::from(open.text_range().end());
        let items: Vec<SyntaxNode> = list.children().collect();
        let is_multiline = self.text[inside..close].contains('\n');
        let Some(last) = items.last() else {
            if !is_multiline && self.text[inside..close].trim().is_empty() {
                return Some(self.insert_in_line(list, &items, item));
            }
            // Comments, or a list that is open for more.
            let indent = format!("{}{}", self.indentation(start(list)), self.step());
            let at = inside + self.text[inside..close].trim_end().len();
            let text = self.layout(list, item, &indent);
            return Some(TextEdit::insert(at, format!("{}{indent}{text}", self.newline())));
        };
        if !is_multiline {
            return Some(self.insert_in_line(list, &items, item));
        }
        // `[ { … } ]` over several lines, without a line break at the brackets.
        let is_tight = |from: usize, to: usize| !self.text[from..to].contains('\n');
        if !self.begins_line(start(last))
            && is_tight(inside, start(&items[0]))
            && self.text[end(last)..close].trim().is_empty()
            && is_tight(end(last), close)
        {
            let text = self.layout(list, item, self.indentation(close));
            return Some(TextEdit::insert(end(last), format!(" {text}")));
        }
        let place = self.place(&items, item);
        let after = place.unwrap_or(items.len());
        let Some(before) = after.checked_sub(1).map(|at| &items[at]) else {
            let first = start(&items[0]);
            let indent = self.indentation(first).to_owned();
            let text = self.layout(list, item, &indent);
            let separator = if self.begins_line(first) {
                format!("{}{indent}", self.newline())
            } else {
                " ".to_owned()
            };
            return Some(TextEdit::insert(first, format!("{text}{separator}")));
        };
        let at = self.end_with_comment(before);
        // The indentation of the items; one that stands beside the bracket has none.
        let beside = items.iter().rev().find(|item| self.begins_line(start(item)));
        let indent = match beside {
            Some(item) => self.indentation(start(item)).to_owned(),
            None => format!("{}{}", self.indentation(start(list)), self.step()),
        };
        let text = self.layout(list, item, &indent);
        // At the end, it would stand under the heading of the last group.
        let is_apart = place.is_none() && self.is_under_heading(list, before);
        let apart = if is_apart { self.newline() } else { "" };
        // What follows on the line keeps its place.
        let rest = &self.text[at..self.line_end(at)];
        let follows = !rest.trim().is_empty() && at < end(last) && at <= close;
        let tail = if follows { format!("{}{indent}", self.newline()) } else { String::new() };
        let at = if follows { at + (rest.len() - rest.trim_start().len()) } else { at };
        Some(TextEdit::insert(
            at,
            match follows {
                true => format!("{text}{tail}"),
                false => format!("{apart}{}{indent}{text}", self.newline()),
            },
        ))
    }

    fn insert_in_line(&self, list: &SyntaxNode, items: &[SyntaxNode], item: &NewItem) -> TextEdit {
        let line = &self.text[self.line_start(start(list))..self.line_end(end(list))];
        let text = self.item_line(item);
        let in_line = match items.last() {
            Some(last) => TextEdit::insert(end(last), format!(" {text}")),
            None => {
                let only = self.value_line(&NewValue::List(vec![item.clone()]));
                TextEdit::replace(start(list), end(list), only)
            }
        };
        // A comment between the items would be lost.
        let has_comment = list
            .children_with_tokens()
            .any(|element: SyntaxElement| element.kind() == SyntaxKind::TOKEN_COMMENT);
        // A formatter would do so, too; otherwise the line is the user's.
        let is_tall = item.is_set() && self.is_tight() && self.has_tall_sets(Some(list));
        if has_comment || !is_tall && line.chars().count() + text.chars().count() < WIDTH {
            return in_line;
        }
        // Too much for a line: one item a line.
        let outer = self.indentation(start(list)).to_owned();
        let inner = format!("{outer}{}", self.step());
        let newline = self.newline();
        let texts = items.iter().map(|item| item.text().to_string());
        let mut out = String::from("[");
        for text in texts.chain([self.layout(list, item, &inner)]) {
            out += &format!("{newline}{inner}{text}");
        }
        out += &format!("{newline}{outer}]");
        TextEdit::replace(start(list), end(list), out)
    }

    /// An item as the others of the list are written: a set on one line or on several, which is what fits, too.
    fn layout(&self, list: &SyntaxNode, item: &NewItem, indent: &str) -> String {
        let line = self.item_line(item);
        let is_tall = item.is_set() && self.has_tall_sets(Some(list));
        if is_tall || indent.chars().count() + line.chars().count() > WIDTH {
            return self.indented(&item.tall(), indent);
        }
        line
    }

    /// Whether an item belongs to a group with a heading: it is below a comment that an empty line is above.
    fn is_under_heading(&self, list: &SyntaxNode, item: &SyntaxNode) -> bool {
        let first = self.line_start(start(list)) + 1;
        let mut at = self.line_start(start(item));
        let mut is_headed = false;
        while at > first {
            at = self.line_start(at - 1);
            match self.text[at..self.line_end(at)].trim() {
                "" => return is_headed,
                line => is_headed = line.starts_with('#'),
            }
        }
        false
    }

    /// Before which item a new one belongs: where it is sorted in a list that is, else behind what is in the same directory or
    /// kept by the same program.
    fn place(&self, items: &[SyntaxNode], item: &NewItem) -> Option<usize> {
        if !items.iter().all(|item| self.begins_line(start(item))) {
            return None;
        }
        let texts: Vec<Option<String>> = items.iter().map(path_of_item).collect();
        let sorted = |key: fn(&str) -> String| {
            let keys: Option<Vec<String>> =
                texts.iter().map(|text| text.as_deref().map(key)).collect();
            let keys = keys.filter(|keys| keys.len() >= 3 && keys.is_sorted())?;
            Some(keys.partition_point(|text| *text < key(&item.path)))
        };
        let beside = |of: fn(&str) -> Option<String>| {
            let wanted = of(&item.path)?;
            let is_same = |text: &Option<String>| {
                text.as_deref().and_then(of).is_some_and(|own| own == wanted)
            };
            texts.iter().rposition(is_same).map(|at| at + 1)
        };
        sorted(str::to_owned)
            .or_else(|| sorted(str::to_lowercase))
            .or_else(|| beside(directory_of))
            .or_else(|| beside(program_of))
    }
}

/// The path of an entry, as it is written.
fn path_of_item(item: &SyntaxNode) -> Option<String> {
    if item.kind() != SyntaxKind::NODE_ATTR_SET {
        return plain(item);
    }
    let mut paths = item.children().filter(|binding| {
        let name = binding.first_child().and_then(|path| path.first_child());
        name.and_then(|name| plain(&name)).is_some_and(|name| name == "directory" || name == "file")
    });
    plain(&paths.next()?.last_child()?)
}

/// Directories in which each program has one.
const ROOTS: [&str; 9] = [
    "/var/lib/private/",
    "/var/lib/",
    "/var/cache/",
    "/var/log/",
    "/etc/",
    ".config/",
    ".local/share/",
    ".local/state/",
    ".cache/",
];

/// The name of the program that a path of an entry is named after. What is named after the system is of several: the sources
/// in `/etc/nixos` have nothing to do with the numbers of users in `/var/lib/nixos`.
#[must_use]
pub fn program_of(path: &str) -> Option<String> {
    let below = ROOTS.iter().find_map(|root| path.strip_prefix(root))?;
    let name = below.split('/').next()?.to_lowercase();
    (!name.is_empty() && !["systemd", "nixos"].contains(&&*name)).then_some(name)
}

/// The directory that a path of an entry is in, where that is one of a program: `/var/lib/systemd/`.
fn directory_of(path: &str) -> Option<String> {
    let path = path.trim_end_matches('/');
    let below = ROOTS.iter().find_map(|root| path.strip_prefix(root))?;
    let (directory, _) = below.rsplit_once('/')?;
    Some(format!("{}{directory}", &path[..path.len() - below.len()]))
}

/// Whether an expression is, or holds, a list whose items are entries.
fn is_list_form(node: &SyntaxNode) -> bool {
    let is_item = node.parent().is_some_and(|parent| parent.kind() == SyntaxKind::NODE_LIST);
    let kinds = [
        SyntaxKind::NODE_LIST,
        SyntaxKind::NODE_WITH,
        SyntaxKind::NODE_BIN_OP,
        SyntaxKind::NODE_LET_IN,
        SyntaxKind::NODE_APPLY,
        SyntaxKind::NODE_PAREN,
        SyntaxKind::NODE_IDENT,
        SyntaxKind::NODE_SELECT,
    ];
    kinds.contains(&node.kind()) && !is_item
}

/// The list in an expression whose items are items of its value: always, or else whenever anything is persisted.
pub(super) fn literal(expression: &SyntaxNode) -> Option<SyntaxNode> {
    let always = literal_where(expression, &|_| false);
    always.or_else(|| literal_where(expression, &names_persistence))
}

/// The same, also where it counts only under conditions of a kind.
fn literal_where(
    expression: &SyntaxNode,
    is_met: &dyn Fn(&SyntaxNode) -> bool,
) -> Option<SyntaxNode> {
    let literal = |expression: &SyntaxNode| literal_where(expression, is_met);
    match expression.kind() {
        SyntaxKind::NODE_LIST => Some(expression.clone()),
        SyntaxKind::NODE_PAREN => literal(&expression.first_child()?),
        SyntaxKind::NODE_WITH | SyntaxKind::NODE_LET_IN => literal(&expression.last_child()?),
        SyntaxKind::NODE_BIN_OP if token(expression, SyntaxKind::TOKEN_CONCAT).is_some() => {
            let sides = [literal(&expression.first_child()?), literal(&expression.last_child()?)];
            // One that is empty is there for form.
            let is_filled = |list: &&SyntaxNode| list.first_child().is_some();
            let filled = sides.iter().flatten().find(is_filled).cloned();
            filled.or_else(|| sides.into_iter().flatten().next())
        }
        SyntaxKind::NODE_APPLY => {
            let name = function(expression)?;
            let is_condition = || ["mkIf", "optionals"].contains(&&*name) && is_met(expression);
            let holds = ORDERS.contains(&&*name) || is_condition();
            holds.then(|| literal(&expression.last_child()?)).flatten()
        }
        _ => None,
    }
}

/// The name of the function that is called, without where it is from.
pub(super) fn function(apply: &SyntaxNode) -> Option<String> {
    let head = apply.first_child()?;
    match head.kind() {
        SyntaxKind::NODE_APPLY => function(&head),
        SyntaxKind::NODE_IDENT => Some(head.text().to_string()),
        SyntaxKind::NODE_SELECT => {
            let path = head.children().find(|child| child.kind() == SyntaxKind::NODE_ATTRPATH)?;
            Some(path.last_child()?.text().to_string())
        }
        _ => None,
    }
}

/// The value of a plain binding of a `let`.
pub(super) fn binding(scope: &SyntaxNode, name: &str) -> Option<SyntaxNode> {
    let bindings = scope.children().filter(|child| child.kind() == SyntaxKind::NODE_ATTRPATH_VALUE);
    let mut of_name = bindings.filter(|binding| {
        let path = binding.first_child();
        path.is_some_and(|path| path.text() == name)
    });
    of_name.next()?.last_child()
}
