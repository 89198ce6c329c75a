//! A way to the database that goes silent, as a cable does that is cut: nothing comes any more, and nothing ends.

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::{env, fs, process};

use metroport::config::Database;

/// Carries bytes until somebody says the word to the server; that, and all that follows, gets lost.
pub struct Silence {
    directory: PathBuf,
}

impl Silence {
    /// The way, and the configuration of who takes it to the same database.
    pub fn after(word: &'static str, options: &Database) -> (Self, Database) {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let directory = env::temp_dir().join(format!("silence-{}-{number}", process::id()));
        fs::create_dir(&directory).unwrap();
        let port = options.port.unwrap_or_default();
        let (server, ours) = if options.kind == "postgres" {
            let name = format!(".s.PGSQL.{port}");
            (Path::new(&options.host).join(&name), directory.join(name))
        } else {
            (PathBuf::from(&options.socket), directory.join("mysql.sock"))
        };
        let listener = UnixListener::bind(&ours).unwrap();
        std::thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                carry(client, UnixStream::connect(&server).unwrap(), word);
            }
        });
        let taken = if options.kind == "postgres" {
            Database { host: directory.to_str().unwrap().to_owned(), ..options.clone() }
        } else {
            Database { socket: ours.to_str().unwrap().to_owned(), ..options.clone() }
        };
        (Self { directory }, taken)
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.directory);
    }
}

fn carry(client: UnixStream, server: UnixStream, word: &'static str) {
    let silent = Arc::new(AtomicBool::new(false));
    let ways =
        [(client.try_clone().unwrap(), server.try_clone().unwrap(), Some(word)), (server, client, None)];
    for (mut from, mut to, word) in ways {
        let silent = Arc::clone(&silent);
        std::thread::spawn(move || {
            let mut bytes = vec![0; 65_536];
            while let Ok(length) = from.read(&mut bytes) {
                let some = &bytes[..length];
                let said = word.is_some_and(|word| some.windows(word.len()).any(|w| w == word.as_bytes()));
                let silent = silent.fetch_or(said, Ordering::SeqCst) || said;
                if length == 0 || (!silent && to.write_all(some).is_err()) {
                    return;
                }
            }
        });
    }
}
