//! A server that says what the test wants and tells what it was asked, byte by byte.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};

/// Listens until the process ends. Each connection carries one request.
pub struct Wire {
    address: SocketAddr,
    requests: Receiver<String>,
}

impl Wire {
    /// `answers` are whole HTTP answers, one for each request.
    pub fn answering(answers: Vec<impl Into<Vec<u8>> + Send + 'static>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (heard, requests) = channel();
        std::thread::spawn(move || {
            for answer in answers {
                let Ok((mut stream, _)) = listener.accept() else { return };
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut request = String::new();
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
                        break;
                    }
                    if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                    request.push_str(&line);
                }
                let mut body = vec![0; length];
                if reader.read_exact(&mut body).is_ok() {
                    request = format!("{request}\r\n{}", String::from_utf8_lossy(&body));
                }
                // A test that has ended hears nothing more, and a client that has gone takes nothing.
                let _ = heard.send(request);
                let _ = stream.write_all(&answer.into());
            }
        });
        Self { address, requests }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Head and body of the requests that came so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.try_iter().collect()
    }
}
