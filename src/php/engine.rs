//! The event loop and the connections of one process.
//!
//! Made on first use, never in MINIT, since php-fpm and Apache fork after it; and made anew in a child that PHP code has
//! forked. `current_thread`: no worker threads to lose, and a call costs a third of what it does with them.

use std::cell::RefCell;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::time::Duration;

use ext_php_rs::exception::PhpException;
use ext_php_rs::types::ZendCallable;
use ext_php_rs::zend::ExecutorGlobals;
use tokio::runtime::{Builder, Runtime};

use super::bailout::{Bailout, caught};
use crate::config::Config;
use crate::operations::{Context, OperationError, Progress, monitoring};

/// How often PHP is asked whether it wants the thread back.
const TICK: Duration = Duration::from_millis(50);
/// Connections to more accounts and databases than this are not kept.
const MOST_CONTEXTS: usize = 4;

struct Engine {
    pid: u32,
    runtime: Runtime,
    contexts: RefCell<Vec<Context>>,
}

thread_local! {
    static ENGINE: RefCell<Option<Rc<Engine>>> = const { RefCell::new(None) };
}

/// This process's engine.
fn engine() -> Result<Rc<Engine>, PhpException> {
    let pid = std::process::id();
    ENGINE.with(|slot| {
        let mut slot = slot.borrow_mut();
        match slot.take() {
            Some(engine) if engine.pid == pid => {
                *slot = Some(Rc::clone(&engine));
                return Ok(engine);
            }
            // Inherited through fork(): its sockets are the parent's, so it must not even say goodbye on them.
            Some(parents) => std::mem::forget(parents),
            None => {}
        }
        let runtime = Builder::new_current_thread()
            .enable_all()
            // Resolver threads must not take the signals that PHP's thread waits for.
            .on_thread_start(block_signals)
            .build()
            .map_err(|e| PhpException::from_message(format!("no event loop: {e}")))?;
        let engine = Rc::new(Engine { pid, runtime, contexts: RefCell::default() });
        *slot = Some(Rc::clone(&engine));
        Ok(engine)
    })
}

fn block_signals() {
    // SAFETY: both functions only fill and read the set on this stack frame.
    unsafe {
        let mut all = std::mem::zeroed::<libc::sigset_t>();
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const all, std::ptr::null_mut());
    }
}

/// Ends the engine with the process, unless it is the parent's.
pub fn shutdown() {
    let Some(engine) = ENGINE.with(|slot| slot.borrow_mut().take()) else { return };
    if engine.pid != std::process::id() {
        std::mem::forget(engine);
        return;
    }
    let Ok(engine) = Rc::try_unwrap(engine) else { return };
    {
        let _inside = engine.runtime.enter();
        engine.contexts.borrow_mut().clear();
    }
    engine.runtime.shutdown_timeout(Duration::from_millis(500));
}

impl Engine {
    /// Lends connections for this configuration: those of an earlier call of this process where account and database are
    /// the same.
    fn lend(&self, config: &Config) -> Result<Lent<'_>, OperationError> {
        let _inside = self.runtime.enter();
        let mut resting = self.contexts.borrow_mut();
        let known = resting.iter().rposition(|context| context.serves(config));
        let context = match known.map(|at| resting.remove(at)) {
            Some(known) => known.asked_by(config.clone()),
            None => Context::new(config.clone())?,
        };
        Ok(Lent { engine: self, context })
    }
}

/// Connections that one call has to itself. PHP code that runs in the middle of a call may make another one; it must not
/// wait for the outer one's request slots and session, which does not move until it is done.
struct Lent<'a> {
    engine: &'a Engine,
    context: Context,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let _inside = self.engine.runtime.enter();
        let mut resting = self.engine.contexts.borrow_mut();
        resting.push(self.context.clone());
        if resting.len() > MOST_CONTEXTS {
            resting.remove(0);
        }
    }
}

/// Runs an operation to its end, within `metroport.api_timeout`. PHP keeps control: signal handlers run, and time limits end it.
///
/// # Errors
/// The operation's error as an exception, or the exception of a signal handler.
pub fn run<T>(
    config: &Config,
    work: impl AsyncFnOnce(&Context) -> Result<T, OperationError>,
) -> Result<T, PhpException> {
    run_telling(config, None, async |context, _| work(&context.within_one_deadline()).await)
}

/// Runs an operation that takes as long as it takes, each call of MMS within `metroport.api_timeout`, and tells its progress to a
/// PHP function, whose `false` stops it.
///
/// A fatal error in the function or in a signal handler ends the operation like an exception, and then the request.
///
/// # Errors
/// The operation's error as an exception, or the exception of the function or of a signal handler.
pub fn run_telling<T>(
    config: &Config,
    listener: Option<&ZendCallable<'_>>,
    work: impl AsyncFnOnce(&Context, &Progress) -> Result<T, OperationError>,
) -> Result<T, PhpException> {
    match drive(config, listener, work) {
        Ok(done) => Ok(done),
        Err(Ended::Thrown(exception)) => Err(exception),
        // By now the operation is dropped, and with it the connection that holds its lock; the others are given back.
        Err(Ended::Bailout(bailout)) => bailout.go_on(),
    }
}

/// How a call ends without a result.
enum Ended {
    Thrown(PhpException),
    Bailout(Bailout),
}

impl<E: Into<PhpException>> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Thrown(error.into())
    }
}

fn drive<T>(
    config: &Config,
    listener: Option<&ZendCallable<'_>>,
    work: impl AsyncFnOnce(&Context, &Progress) -> Result<T, OperationError>,
) -> Result<T, Ended> {
    let engine = engine()?;
    let lent = engine.lend(config)?;
    let progress = Progress::default();
    let mut done = None;
    {
        let working = pin!(async {
            done = Some(work(&lent.context, &progress).await);
            monitoring::keep_counts(&lent.context).await;
        });
        turn_until_done(&engine.runtime, working, listener, &progress)?;
    }
    match done {
        Some(done) => Ok(done?),
        None => Err(PhpException::from_message("nothing was done".to_owned()).into()),
    }
}

/// Turns the loop until the work is done. Knows no types, so that there is one of it and not one for each method.
fn turn_until_done(
    runtime: &Runtime,
    mut work: Pin<&mut dyn Future<Output = ()>>,
    listener: Option<&ZendCallable<'_>>,
    progress: &Progress,
) -> Result<(), Ended> {
    let mut told = (0, 0);
    loop {
        let done = runtime.block_on(async {
            let done = tokio::select! {
                biased;
                () = &mut work => true,
                () = tokio::time::sleep(TICK) => false,
            };
            // Who has yielded is woken before the next poll of this block, and forgotten for good when it ends: so it ends
            // right after such a moment. (Without this, a database login that a tick fell into was never continued.)
            tokio::task::yield_now().await;
            done
        });
        // Outside the loop's turns, so that PHP code called here may use the extension too.
        if let Some(listener) = listener
            && progress.get() != told
        {
            told = progress.get();
            caught(|| tell(listener, progress)).map_err(Ended::Bailout)??;
        }
        if done {
            return Ok(());
        }
        if !caught(keep_going).map_err(Ended::Bailout)? {
            return Err(PhpException::from_message("interrupted".to_owned()).into());
        }
    }
}

/// Calls the listener. An exception that it throws is on its way already; what is returned here does not replace it.
fn tell(listener: &ZendCallable<'_>, progress: &Progress) -> Result<(), PhpException> {
    let (done, total) = progress.get();
    let arguments = (i64::try_from(done).unwrap_or(i64::MAX), i64::try_from(total).unwrap_or(i64::MAX));
    match listener.try_call(vec![&arguments.0, &arguments.1]) {
        Ok(answer) => {
            if answer.is_false() {
                progress.stop();
            }
            Ok(())
        }
        Err(error) => Err(PhpException::from_message(format!("the progress function failed: {error}"))),
    }
}

/// Whether PHP wants the thread back: runs signal handlers that are due, and sees the end of the time limit.
fn keep_going() -> bool {
    if ExecutorGlobals::has_exception() {
        return false;
    }
    // SAFETY: the globals outlive the request. Both flags are one byte that another thread or a signal handler sets; in
    // PHP 8.1 they are a plain `bool`, since 8.2 an atomic one of the same layout.
    let (interrupted, timed_out) = unsafe {
        let globals = ext_php_rs::ffi::ext_php_rs_executor_globals();
        let read = |flag: *const bool| flag.read_volatile();
        (read((&raw const (*globals).vm_interrupt).cast()), read((&raw const (*globals).timed_out).cast()))
    };
    if !interrupted {
        return true;
    }
    if timed_out {
        // Zend raises its own fatal error as soon as it has the thread back.
        return false;
    }
    // SAFETY: called on PHP's thread between two turns of the loop, as the VM itself does between two opcodes.
    unsafe {
        if let Some(handle) = ext_php_rs::ffi::zend_interrupt_function {
            ExecutorGlobals::get_mut().cancel_interrupt();
            let globals = ext_php_rs::ffi::ext_php_rs_executor_globals();
            handle((*globals).current_execute_data);
        }
    }
    !ExecutorGlobals::has_exception()
}
