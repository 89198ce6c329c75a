//! The way to MMS: one request out, its whole answer back. No sessions, no deadlines, no second try.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::tls::TlsInfo;
use reqwest::{Request, StatusCode, redirect};

use super::wire::{root_cause, unsent};
use super::{MmsError, Options};

/// How much is read of an answer that is no result: of MMS's words about an error, and of what nobody looks at.
const FEW_WORDS: usize = 64 * 1024;
/// How long a connection may take to stand, and what part of an operation's time: less than the half that a request has, so that a
/// way on which nothing answers (a name server, a firewall) is not taken for an MMS that does not.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const CONNECT_PART: f32 = 0.4;

/// How long a connection may take to stand, of an operation that may take so long.
pub(super) fn connect_timeout(whole: Duration) -> Duration {
    CONNECT_TIMEOUT.min(whole.mul_f32(CONNECT_PART))
}

/// A whole answer.
pub struct Reply {
    /// HTTP status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, unpacked.
    pub body: Vec<u8>,
    /// The server's, where it was asked for.
    pub certificate: Option<Vec<u8>>,
}

/// Why there is no answer.
pub enum Severed {
    /// The request never left.
    NotSent(MmsError),
    /// It was sent, and the answer did not come, or not whole.
    Lost,
    /// The result is larger than so many bytes.
    TooLarge(usize),
}

/// Connections that stay open between requests.
pub(super) enum Transport {
    Http(reqwest::Client),
    #[cfg(feature = "sim")]
    World(std::rc::Rc<dyn crate::sim::World>),
}

impl Transport {
    /// Opens nothing.
    pub(super) fn new(options: &Options) -> Result<Self, MmsError> {
        Self::made(options, false)
    }

    /// Connections that nothing else uses, and that tell the server's certificate.
    pub(super) fn of_its_own(options: &Options) -> Result<Self, MmsError> {
        Self::made(options, true)
    }

    fn made(options: &Options, certificates: bool) -> Result<Self, MmsError> {
        #[cfg(feature = "sim")]
        if let Some(world) = crate::sim::world() {
            return Ok(Self::World(world));
        }
        // Fails only when a provider is installed already, which is what is wanted.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut http = reqwest::Client::builder()
            .user_agent(concat!("metroport-lms/", env!("CARGO_PKG_VERSION")))
            // Credentials and session never follow MMS's word to another host.
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(connect_timeout(options.timeout))
            .pool_max_idle_per_host(options.concurrency)
            .tcp_nodelay(true)
            .tls_info(certificates);
        if !options.base.is_https() {
            // A proxy of the environment would read the password.
            http = http.no_proxy();
        }
        let http = http.build().map_err(|e| MmsError::Tls { detail: root_cause(&e), expired: false })?;
        Ok(Self::Http(http))
    }

    /// Reads the whole answer if it is a result of no more than `largest` bytes; of any other, and where no result is wanted, a
    /// few words.
    pub(super) async fn carry(&self, request: Request, largest: Option<usize>) -> Result<Reply, Severed> {
        let http = match self {
            Self::Http(http) => http,
            #[cfg(feature = "sim")]
            Self::World(world) => return world.carry(request).await,
        };
        let severed = |error: reqwest::Error| unsent(&error).map_or(Severed::Lost, Severed::NotSent);
        let mut response = http.execute(request).await.map_err(severed)?;
        let status = response.status();
        let result = largest.filter(|_| status.is_success());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(severed)? {
            body.extend_from_slice(&chunk);
            match result {
                Some(largest) if body.len() > largest => return Err(Severed::TooLarge(largest)),
                None if body.len() > FEW_WORDS => {
                    body.truncate(FEW_WORDS);
                    break;
                }
                _ => {}
            }
        }
        let tls = response.extensions().get::<TlsInfo>();
        let certificate = tls.and_then(TlsInfo::peer_certificate).map(<[u8]>::to_vec);
        Ok(Reply { status, headers: response.headers().clone(), body, certificate })
    }
}
