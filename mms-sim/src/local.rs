//! A simulator without sockets, threads and clock: whoever has a request hands it over, and it takes effect at once.

use std::io;

use crate::answer::Answer;
use crate::control::Control;
use crate::input::Request;
use crate::options::Options;
use crate::routes;
use crate::state::Shared;

/// A simulator in the caller's own thread. Latency and faults are the caller's to invent: rules for them do not count here.
pub struct Local {
    shared: Shared,
}

impl Local {
    /// Makes one; it has the world that a running simulator would have.
    ///
    /// # Errors
    /// The file of customers cannot be read or understood.
    pub fn new(mut options: Options) -> io::Result<Self> {
        let world = options.take_world()?;
        Ok(Self { shared: Shared::new(options, world) })
    }

    /// Its controls.
    pub fn control(&self) -> Control {
        Control(self.shared.clone())
    }

    /// Lets a request take effect; tells the answer and whether anything changed.
    pub fn deliver(&self, request: &Request) -> (Answer, bool) {
        self.shared.lock().apply(request, &routes::find(&request.method, &request.path))
    }
}
