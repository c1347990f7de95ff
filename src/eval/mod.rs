//! The Nix language: a lazy evaluator that knows no NixOS.
//!
//! A [`Program`] holds what evaluations share: files and their trees. An [`Evaluator`] runs one evaluation in one
//! arena, on one thread. It reads files through [`Vfs`] only, runs nothing, writes nothing, and always ends
//! ([`Limits`]). Three things set it apart from Nix: every value knows where it was written, a value that cannot be
//! computed is an [`Unknown`] and not the end, and derivations are symbolic (nothing is hashed or built).

mod attrs;
mod bind;
mod bounds;
pub mod builtins;
mod call;
pub mod coerce;
mod doubt;
mod entries;
mod equal;
mod error;
mod evaluator;
mod expr;
mod force;
mod guard;
mod join;
mod make;
mod ops;
pub mod paths;
mod print;
mod program;
mod reads;
mod regex;
mod same;
mod scope;
pub mod store_path;
mod thread;
mod thunk;
mod trace;
mod value;
mod vfs;

use bounds::Bounds;
pub use bounds::{Gauge, Limits};
pub use entries::{Attr, Entries};
pub use error::{Error, ErrorKind, EvalError, Frame, Result, Trace};
pub use evaluator::{Arena, Evaluator, Locate, Settings};
pub use guard::{Action, Body, Guard};
pub use program::{File, Program, Source};
pub use reads::{FileReads, Question, Reads, Recorder};
pub use scope::{Env, FileIndex, Scope, Slot};
pub use thread::on_large_stack;
pub use thunk::{Call, MapAttrs, MapItems, State, Thunk};
pub use trace::{Story, first_line};
pub use value::{
    ABSENT, Attrs, Closure, IN_DOUBT, Kind, List, Origin, Partial, Pos, Str, Unknown, Value,
};
pub use vfs::{FileKind, ReadError, Trees, Vfs};
