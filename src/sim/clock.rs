//! A clock that stands still until nobody has anything to do, and then jumps to the next moment that somebody waits for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

struct Clock {
    begun: Instant,
    passed: Duration,
    /// Who waits, by moment and in the order in which they began to wait.
    waiting: BTreeMap<(Duration, u64), Waker>,
    next: u64,
}

thread_local! {
    static CLOCK: RefCell<Option<Clock>> = const { RefCell::new(None) };
}

/// Gives this thread a clock of its own, which begins now.
pub fn start() {
    let clock = Clock { begun: Instant::now(), passed: Duration::ZERO, waiting: BTreeMap::new(), next: 0 };
    CLOCK.replace(Some(clock));
}

/// Gives it back the machine's.
pub fn stop() {
    CLOCK.take();
}

/// What has passed on this thread's own clock; nothing without one.
pub fn passed() -> Duration {
    CLOCK.with_borrow(|clock| clock.as_ref().map(|clock| clock.passed)).unwrap_or_default()
}

/// Jumps to the next moment that somebody waits for, and wakes those who do; false when nobody does.
pub fn advance() -> bool {
    let woken = CLOCK.with_borrow_mut(|clock| {
        let clock = clock.as_mut()?;
        let (moment, _) = *clock.waiting.keys().next()?;
        clock.passed = clock.passed.max(moment);
        let later = clock.waiting.split_off(&(clock.passed, u64::MAX));
        Some(std::mem::replace(&mut clock.waiting, later))
    });
    let Some(woken) = woken else { return false };
    for waker in woken.into_values() {
        waker.wake();
    }
    true
}

pub(crate) fn now() -> Option<Instant> {
    CLOCK.with_borrow(|clock| clock.as_ref()?.begun.checked_add(clock.as_ref()?.passed))
}

/// Waits on this thread's clock.
pub async fn sleep(wait: Duration) {
    if now().is_none() {
        return tokio::time::sleep(wait).await;
    }
    Sleep { until: passed().saturating_add(wait), place: None }.await;
}

/// The time was over.
#[derive(Debug)]
pub(crate) struct Elapsed;

/// In a box: two clocks make a future larger than it is in the product.
pub(crate) fn timeout<F: Future>(
    wait: Duration,
    work: F,
) -> impl Future<Output = Result<F::Output, Elapsed>> {
    let mut work = Box::pin(work);
    async move {
        let mut over = pin!(sleep(wait));
        std::future::poll_fn(|task| match work.as_mut().poll(task) {
            Poll::Ready(done) => Poll::Ready(Ok(done)),
            Poll::Pending => over.as_mut().poll(task).map(|()| Err(Elapsed)),
        })
        .await
    }
}

struct Sleep {
    until: Duration,
    place: Option<u64>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        let until = self.until;
        CLOCK.with_borrow_mut(|clock| {
            let Some(clock) = clock.as_mut() else { return Poll::Ready(()) };
            // Who has waited is done; who begins waits for his turn at least, also for no time at all.
            if let Some(place) = self.place {
                if until <= clock.passed && !clock.waiting.contains_key(&(until, place)) {
                    return Poll::Ready(());
                }
                clock.waiting.insert((until, place), task.waker().clone());
                return Poll::Pending;
            }
            clock.next = clock.next.saturating_add(1);
            self.place = Some(clock.next);
            clock.waiting.insert((until, clock.next), task.waker().clone());
            Poll::Pending
        })
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            CLOCK.with_borrow_mut(|clock| {
                clock.as_mut().map(|clock| clock.waiting.remove(&(self.until, place)))
            });
        }
    }
}
