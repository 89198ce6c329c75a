//! A running simulator: a thread with an event loop of its own, so that it needs nothing of whoever started it.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;

use crate::connection;
use crate::control::Control;
use crate::options::Options;
use crate::state::Shared;
use crate::world::World;

/// A running simulator. Dropping it stops it, cuts its connections, and waits until it is gone.
pub struct Simulator {
    address: SocketAddr,
    control: Control,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts a simulator; when this returns it listens.
    ///
    /// # Errors
    /// The address is taken, or the file of customers cannot be read or understood.
    pub fn start(mut options: Options) -> io::Result<Self> {
        let world = options.take_world()?;
        let listener = TcpListener::bind(options.listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let shared = Shared::new(options, world);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let control = Control(shared.clone());
        let thread = std::thread::Builder::new().name("mms-sim".into()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    // Only a listener that cannot be registered ends by itself; then nobody is served.
                    _ = listen(listener, shared) => {}
                    _ = stopped => {}
                }
            });
            // Connections under way, hanging ones too, end with the runtime.
            runtime.shutdown_background();
        })?;
        Ok(Self { address, control, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens: `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its controls.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// Stops it and hands out its world, so that another one can go on at the same address.
    pub fn stop(self) -> World {
        self.control.world(|world| world.clone())
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Fails only if the thread has ended already.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn listen(listener: TcpListener, shared: Shared) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors: they come back when connections close.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        // Fails only on a connection that is closed already.
        let _ = stream.set_nodelay(true);
        {
            let counters = &mut shared.lock().counters;
            counters.connections = counters.connections.saturating_add(1);
        }
        let shared = shared.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| connection::serve(shared.clone(), request));
            // Errors are the client's going away and the cuts that were asked for.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
