//! Names that are computed, as another module can write them.

use rnix::{SyntaxKind, SyntaxNode};

use super::{
    Editor,
    list::binding,
    place::{plain, token},
};
use crate::source::TextRange;

/// Variables that are made of others are followed so far.
const DEPTH: usize = 8;

/// A part of a string.
enum Part {
    Text(String),
    /// What stands between `${` and `}`.
    Value(String),
}

impl Editor {
    /// The computed name at a range, made of nothing but options: `${config.my.root}`, or `"${config.my.root}/system"`. What
    /// a `let` of the file stands for is written out.
    #[must_use]
    pub fn computed_name(&self, at: TextRange) -> Option<String> {
        let name = self.around(at).filter(|_| self.has_config(at))?;
        // Of `${name}`, the range can be that of the expression in it.
        let parts = match name.kind() {
            SyntaxKind::NODE_DYNAMIC => parts(&name.first_child()?, DEPTH)?,
            SyntaxKind::NODE_STRING => parts(&name, DEPTH)?,
            _ if name.parent()?.kind() == SyntaxKind::NODE_DYNAMIC => parts(&name, DEPTH)?,
            _ => return None,
        };
        let is_value = |part: &Part| matches!(part, Part::Value(_));
        if !parts.iter().any(is_value) {
            return None;
        }
        let write = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Value(value) => format!("${{{value}}}"),
        };
        let text: String = parts.iter().map(write).collect();
        Some(if matches!(*parts, [Part::Value(_)]) { text } else { format!("\"{text}\"") })
    }

    /// Whether options can be read by `config` where one is defined that stands beside the one at a range.
    #[must_use]
    pub fn has_config(&self, at: TextRange) -> bool {
        let set = self.around_option(at).and_then(|beside| beside.parent());
        let Some(set) = set else { return false };
        for node in set.ancestors() {
            match node.kind() {
                SyntaxKind::NODE_ATTRPATH_VALUE => {
                    let path = node.first_child();
                    // The function around another option is not this module.
                    if path.is_none_or(|path| path.text() != "config") {
                        return false;
                    }
                }
                SyntaxKind::NODE_LET_IN if binding(&node, "config").is_some() => return false,
                SyntaxKind::NODE_LAMBDA => return takes_config(&node),
                _ => {}
            }
        }
        false
    }
}

/// What an expression comes to, when it is a string made of options.
fn parts(node: &SyntaxNode, depth: usize) -> Option<Vec<Part>> {
    let depth = depth.checked_sub(1)?;
    match node.kind() {
        SyntaxKind::NODE_PAREN => parts(&node.first_child()?, depth),
        SyntaxKind::NODE_STRING => {
            let inner = node.text().to_string();
            // What is escaped, or is on several lines, is left to its file.
            if !inner.starts_with('"') || inner.contains(['\\', '\n']) {
                return None;
            }
            let mut found = Vec::new();
            for part in node.children_with_tokens() {
                match part.kind() {
                    SyntaxKind::NODE_INTERPOL => {
                        found.extend(parts(&part.as_node()?.first_child()?, depth)?);
                    }
                    SyntaxKind::TOKEN_STRING_CONTENT => {
                        found.push(Part::Text(part.as_token()?.text().to_owned()));
                    }
                    _ => {}
                }
            }
            Some(found)
        }
        SyntaxKind::NODE_IDENT => {
            let value = variable(node)?;
            match value.kind() {
                SyntaxKind::NODE_STRING => parts(&value, depth),
                _ => Some(vec![Part::Value(option(&value, depth)?)]),
            }
        }
        SyntaxKind::NODE_SELECT => Some(vec![Part::Value(option(node, depth)?)]),
        _ => None,
    }
}

/// The option that an expression is the value of: `config.my.root`, be it by way of a variable.
fn option(node: &SyntaxNode, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    match node.kind() {
        SyntaxKind::NODE_PAREN => option(&node.first_child()?, depth),
        SyntaxKind::NODE_IDENT => option(&variable(node)?, depth),
        SyntaxKind::NODE_SELECT => {
            let (set, path) = (node.first_child()?, node.last_child()?);
            let is_plain = path.kind() == SyntaxKind::NODE_ATTRPATH
                && path.children().all(|name| plain(&name).is_some());
            let set = match set.kind() {
                SyntaxKind::NODE_IDENT if set.text() == "config" && is_argument(&set) => {
                    "config".to_owned()
                }
                _ => option(&set, depth)?,
            };
            is_plain.then(|| format!("{set}.{}", path.text()))
        }
        _ => None,
    }
}

/// The value that the nearest `let` gives to a variable.
fn variable(name: &SyntaxNode) -> Option<SyntaxNode> {
    let text = name.text().to_string();
    for node in name.ancestors() {
        match node.kind() {
            SyntaxKind::NODE_LET_IN => match binding(&node, &text) {
                None => {}
                found => return found,
            },
            SyntaxKind::NODE_LAMBDA if arguments(&node).contains(&text) => return None,
            _ => {}
        }
    }
    None
}

/// Whether `config` is that of a module: not a variable, nor an argument of another function.
fn is_argument(config: &SyntaxNode) -> bool {
    for node in config.ancestors() {
        match node.kind() {
            SyntaxKind::NODE_LET_IN if binding(&node, "config").is_some() => return false,
            SyntaxKind::NODE_LAMBDA if arguments(&node).iter().any(|name| name == "config") => {
                return takes_config(&node);
            }
            _ => {}
        }
    }
    false
}

/// Whether a function is a module that takes `config`.
fn takes_config(lambda: &SyntaxNode) -> bool {
    let pattern = lambda.first_child().filter(|node| node.kind() == SyntaxKind::NODE_PATTERN);
    let is_open = |pattern: SyntaxNode| token(&pattern, SyntaxKind::TOKEN_ELLIPSIS).is_some();
    pattern.is_some_and(is_open) && arguments(lambda).iter().any(|name| name == "config")
}

/// The names of the arguments of a function.
fn arguments(lambda: &SyntaxNode) -> Vec<String> {
    let Some(head) = lambda.first_child() else { return Vec::new() };
    let name = |node: SyntaxNode| node.first_child().map(|name| name.text().to_string());
    match head.kind() {
        SyntaxKind::NODE_PATTERN => head.children().filter_map(name).collect(),
        _ => vec![head.text().to_string()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::edit::range;

    /// The name in `d.NAME.f`, in a module with those variables, as another one can write it.
    fn name(arguments: &str, variables: &str, name: &str) -> Option<String> {
        // Names that are not bound are no errors so.
        let text = format!(
            "with {{ }}; {arguments}: let {variables} in {{ config = {{ d.{name}.f = 1; }}; }}"
        );
        let start = text.find("{ d.").unwrap() + "{ d.".len();
        Editor::new(&*text).unwrap().computed_name(range(start, start + name.len()))
    }

    #[test]
    fn names_made_of_options() {
        let of = |variables: &str, text: &str| name("{ config, lib, ... }", variables, text);
        let is = |text: &str| Some(text.to_owned());
        assert_eq!(of("", "${config.my.root}"), is("${config.my.root}"));
        assert_eq!(of("", "\"${config.my.root}\""), is("${config.my.root}"));
        assert_eq!(of("", "\"${config.my.root}/b\""), is("\"${config.my.root}/b\""));
        assert_eq!(of("cfg = config.my;", "${cfg.root}"), is("${config.my.root}"));
        let both = "cfg = config.my; root = \"${cfg.root}/b\";";
        assert_eq!(of(both, "${root}"), is("\"${config.my.root}/b\""));
        assert_eq!(of("root = config.my.root;", "${root}"), is("${config.my.root}"));
    }

    #[test]
    fn what_another_module_cannot_write() {
        let of = |variables: &str, text: &str| name("{ config, lib, ... }", variables, text);
        assert_eq!(of("", "\"/persist\""), None);
        assert_eq!(of("root = \"/persist\";", "${root}"), None);
        assert_eq!(of("", "${lib.root}"), None);
        assert_eq!(of("", "${f config.my.root}"), None);
        assert_eq!(of("", "${config.my.root or \"/a\"}"), None);
        assert_eq!(of("config = lib.config;", "${config.my.root}"), None);
        assert_eq!(of("cfg = cfg.a;", "${cfg.root}"), None);
        assert_eq!(name("{ lib, ... }", "", "${config.my.root}"), None);
        assert_eq!(name("{ config }", "", "${config.my.root}"), None);
    }

    #[test]
    fn where_options_can_be_read() {
        let can = |text: &str| {
            let at = text.find("services").unwrap();
            Editor::new(text).unwrap().has_config(range(at, at + 8))
        };
        assert!(can("{ config, ... }: { services.a = 1; }"));
        assert!(can("{ config, lib, ... }: { config = lib.mkIf true { services.a = { }; }; }"));
        assert!(can("{ a, ... }: { b = { config, ... }: { services.a = 1; }; }"));
        assert!(!can("{ services.a = 1; }"));
        assert!(!can("{ lib, ... }: { services.a = 1; }"));
        assert!(!can("{ config, ... }: { flake.modules.b = { services.a = 1; }; }"));
        assert!(!can("{ config, ... }: { flake.modules.b = { lib, ... }: { services.a = 1; }; }"));
    }
}
