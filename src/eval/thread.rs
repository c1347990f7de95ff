//! A thread deep enough for Nix programs.

/// Bytes of stack for an evaluation: address space, of which only what is used becomes memory.
const STACK: usize = 2 << 30;

/// Runs `work` on a thread of its own whose stack is large enough for [`super::Limits::depth`].
///
/// # Panics
/// When `work` panics, or the system has no thread to give.
pub fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("evaluation".into()).stack_size(STACK);
        let thread = builder.spawn_scoped(scope, work).expect("the system gives a thread");
        match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
