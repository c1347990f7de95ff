//! Keeps hosts that are evaluated at the same time within the memory that there is, and memory from one run to the next.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::eval::{Arena, Gauge};

/// What all evaluations may take together before all but one wait.
const BUDGET: usize = 3 << 29;

/// What all memory of evaluations that are done may come to.
const SPARE: usize = 1 << 28;

/// Memory of evaluations that are done, for later ones: what the system gives anew has to be cleared first.
#[derive(Default)]
pub(super) struct Spare(Mutex<Vec<Arena>>);

impl Spare {
    fn lock(&self) -> MutexGuard<'_, Vec<Arena>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn take(&self) -> Arena {
        self.lock().pop().unwrap_or_default()
    }

    /// Keeps it, unless that would be too much.
    pub(super) fn give(&self, mut arena: Arena) {
        arena.clear();
        let mut all = self.lock();
        if all.iter().map(Arena::size).sum::<usize>() + arena.size() <= SPARE {
            all.push(arena);
        }
    }
}

/// The memory that hosts share.
#[derive(Default)]
pub(super) struct Memory {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    /// Who is being evaluated, in the order they began, and what each takes.
    running: Vec<(usize, usize)>,
    next: usize,
    /// The most that a host took so far.
    largest: usize,
}

impl State {
    fn used(&self) -> usize {
        self.running.iter().map(|(_, bytes)| bytes).sum()
    }

    /// What the hosts that run now may come to, going by those that are done.
    fn expected(&self) -> usize {
        self.running.iter().map(|(_, bytes)| (*bytes).max(self.largest)).sum()
    }
}

/// The share of one host.
pub(super) struct Share<'m> {
    memory: &'m Memory,
    id: usize,
}

impl Memory {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread panics while it counts")
    }

    /// Begins a host, when there is room for one as large as the largest so far. Who has to wait gives up with
    /// `release` what it keeps for the next host.
    pub(super) fn begin(&self, release: impl FnOnce()) -> Share<'_> {
        let mut state = self.lock();
        let mut release = Some(release);
        while !state.running.is_empty() && state.expected() + state.largest > BUDGET {
            if let Some(release) = release.take() {
                release();
            }
            state = self.freed.wait(state).expect("no thread panics while it counts");
        }
        let id = state.next;
        state.next += 1;
        state.running.push((id, 0));
        Share { memory: self, id }
    }
}

impl Gauge for Share<'_> {
    /// When all take too much together, the one that began first goes on and the others wait for it.
    fn grown(&self, bytes: usize) {
        let mut state = self.memory.lock();
        if let Some(own) = state.running.iter_mut().find(|(id, _)| *id == self.id) {
            own.1 = bytes;
        }
        while state.used() > BUDGET && state.running.first().is_some_and(|(id, _)| *id != self.id) {
            state = self.memory.freed.wait(state).expect("no thread panics while it counts");
        }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let mut state = self.memory.lock();
        if let Some(at) = state.running.iter().position(|(id, _)| *id == self.id) {
            let (_, bytes) = state.running.remove(at);
            state.largest = state.largest.max(bytes);
        }
        drop(state);
        self.memory.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            atomic::{AtomicBool, Ordering},
            mpsc,
        },
        thread,
        time::Duration,
    };

    use super::*;

    #[test]
    fn the_first_goes_on_and_the_others_wait() {
        let memory = Memory::default();
        let first = memory.begin(|| ());
        let second = memory.begin(|| ());
        first.grown(BUDGET / 2);
        let (done, waiting) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(move || {
                second.grown(BUDGET);
                done.send(()).expect("the test listens");
            });
            assert!(waiting.recv_timeout(Duration::from_millis(50)).is_err());
            first.grown(BUDGET);
            drop(first);
            waiting.recv().expect("there is room now");
        });
    }

    #[test]
    fn large_hosts_run_one_after_the_other() {
        let memory = Memory::default();
        let first = memory.begin(|| ());
        first.grown(BUDGET - 1);
        drop(first);
        let second = memory.begin(|| ());
        let released = AtomicBool::new(false);
        let (done, waiting) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(|| {
                drop(memory.begin(|| released.store(true, Ordering::Relaxed)));
                done.send(()).expect("the test listens");
            });
            assert!(waiting.recv_timeout(Duration::from_millis(50)).is_err());
            drop(second);
            waiting.recv().expect("there is room now");
        });
        assert!(released.load(Ordering::Relaxed), "who waits holds nothing");
    }
}
