//! What stands at a place of the text.

use super::ir::{Expr, ExprId, Ir};

/// The innermost expression around an offset. Where a name and a variable share their text, as in `inherit x;`, it
/// is the variable.
#[must_use]
pub fn locate(ir: &Ir, offset: u32) -> Option<ExprId> {
    let around = (0u32..).zip(ir.ranges.iter()).filter(|(_, range)| range.contains(offset));
    let innermost = around.min_by_key(|&(id, range)| {
        let is_name = matches!(ir.expr(ExprId(id)), Expr::Name(_));
        (range.end - range.start, is_name, id)
    });
    innermost.map(|(id, _)| ExprId(id))
}
