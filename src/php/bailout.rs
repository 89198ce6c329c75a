//! PHP code that Rust calls. After a fatal error Zend jumps over all frames to the nearest catch (`longjmp`), and nothing in
//! the frames of Rust would be dropped: the connection that holds a lock would hold it for as long as the worker lives.
//!
//! Not every end comes as a jump. `exit()` unwinds like an exception in every PHP since 8.0, and so does an exhausted memory
//! limit where the fix of CVE-2026-109618 is in (Debian's 8.2.35); other fatal errors jump in all of them.

use std::panic::{AssertUnwindSafe, resume_unwind};

use ext_php_rs::zend::{CatchError, bailout, try_catch};

/// A jump that has been caught. The request is over and PHP is not to be touched any more: whoever has this drops what he
/// holds and calls [`Bailout::go_on`].
#[must_use]
pub struct Bailout(());

/// Runs PHP code; a panic in it goes on as a panic.
///
/// # Errors
/// [`Bailout`] when the code ended in a fatal error.
pub fn caught<R>(php: impl FnOnce() -> R) -> Result<R, Bailout> {
    // What the code shares with the caller is seen again in two cases: after a panic, which goes on here, and after a jump,
    // which drops it all.
    match try_catch(AssertUnwindSafe(php)) {
        Ok(result) => Ok(result),
        Err(CatchError::Bailout) => Err(Bailout(())),
        Err(CatchError::Panic(message)) => resume_unwind(Box::new(message)),
        Err(other) => resume_unwind(Box::new(other.to_string())),
    }
}

impl Bailout {
    /// Goes on with the jump, to the catch that every function of an extension is called in.
    pub fn go_on(self) -> ! {
        let Self(()) = self;
        // SAFETY: PHP has set up a catch before it called us. What the frames up to there own is leaked, as it would have
        // been by the jump that was caught: arguments, no more.
        unsafe { bailout() }
    }
}
