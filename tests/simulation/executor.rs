//! One thread on which everything happens. Who goes next is drawn from the seed; when nobody can go, the clock jumps.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use metroport::sim::clock;

type Task = Pin<Box<dyn Future<Output = ()>>>;

struct Ready(AtomicBool);

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

struct Slot {
    task: Option<Task>,
    ready: Arc<Ready>,
    /// The world does not end before it has ended.
    awaited: bool,
}

thread_local! {
    static FRESH: RefCell<Vec<(Task, bool)>> = const { RefCell::new(Vec::new()) };
    static PROCESS: Cell<u32> = const { Cell::new(0) };
}

/// Starts something that goes on by itself.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    FRESH.with_borrow_mut(|fresh| fresh.push((Box::pin(task), false)));
}

/// Starts somebody whose end is waited for.
pub fn start(task: impl Future<Output = ()> + 'static) {
    FRESH.with_borrow_mut(|fresh| fresh.push((Box::pin(task), true)));
}

/// Lets everything go until all who are waited for have ended.
///
/// # Errors
/// Why they have not.
pub fn run(longest: Duration, most_turns: u64) -> Result<u64, String> {
    let mut slots: Vec<Slot> = Vec::new();
    let mut turns = 0_u64;
    loop {
        for (task, awaited) in FRESH.take() {
            let slot = Slot { task: Some(task), ready: Arc::new(Ready(AtomicBool::new(true))), awaited };
            match slots.iter_mut().find(|slot| slot.task.is_none()) {
                Some(free) => *free = slot,
                None => slots.push(slot),
            }
        }
        if !slots.iter().any(|slot| slot.awaited && slot.task.is_some()) {
            return Ok(turns);
        }
        let is_ready = |slot: &Slot| slot.task.is_some() && slot.ready.0.load(Ordering::Relaxed);
        let ready: Vec<usize> = (0..slots.len()).filter(|n| is_ready(&slots[*n])).collect();
        let Some(next) = fastrand::choice(ready) else {
            if !clock::advance() {
                return Err("everybody waits, and nothing will happen any more".into());
            }
            if clock::passed() > longest {
                return Err(format!("not at its end after {} s", longest.as_secs()));
            }
            continue;
        };
        turns += 1;
        if turns > most_turns {
            return Err(format!("not at its end after {most_turns} turns"));
        }
        let slot = &mut slots[next];
        slot.ready.0.store(false, Ordering::Relaxed);
        let waker = Waker::from(Arc::clone(&slot.ready));
        if let Some(task) = &mut slot.task
            && task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready()
        {
            slot.task = None;
        }
    }
}

/// The number of the process that is at work now.
pub fn process() -> u32 {
    PROCESS.get()
}

/// Work of one process, which may die at any of its steps: what it was doing is dropped where it stands.
pub struct Mortal<F> {
    work: Option<Pin<Box<F>>>,
    process: u32,
    steps_left: Option<u32>,
}

/// Work that ends with `None` after so many steps.
pub fn mortal<F: Future>(process: u32, steps: Option<u32>, work: F) -> Mortal<F> {
    Mortal { work: Some(Box::pin(work)), process, steps_left: steps }
}

impl<F: Future> Future for Mortal<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<F::Output>> {
        let before = PROCESS.replace(self.process);
        let polled = match &mut self.work {
            Some(work) => work.as_mut().poll(task).map(Some),
            None => Poll::Ready(None),
        };
        let polled = match (&mut self.steps_left, polled) {
            (Some(0), Poll::Pending) => {
                self.work = None;
                Poll::Ready(None)
            }
            (Some(left), Poll::Pending) => {
                *left -= 1;
                Poll::Pending
            }
            (_, polled) => polled,
        };
        PROCESS.set(before);
        polled
    }
}
