//! The body of an answer, which may come whole, in drops, cut off, or without end.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// The connection is cut here.
#[derive(Debug)]
pub(crate) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cut by the simulator")
    }
}

impl std::error::Error for Cut {}

impl From<Infallible> for Cut {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// How a body is sent.
pub(crate) enum Pace {
    Whole,
    /// Half of it, then the connection is cut.
    CutInHalf,
    Drops {
        bytes: usize,
        every: Duration,
    },
}

pub(crate) enum AnswerBody {
    Bytes {
        left: Bytes,
        pace: Pace,
        pause: Option<Pin<Box<Sleep>>>,
    },
    /// `[`, blanks, `]`: `left` bytes of it are still to come.
    Blanks {
        left: u64,
        started: bool,
        declared: bool,
    },
}

impl AnswerBody {
    pub fn new(bytes: Vec<u8>, pace: Pace) -> Self {
        Self::Bytes { left: bytes.into(), pace, pause: None }
    }

    pub fn huge(bytes: u64, declared: bool) -> Self {
        Self::Blanks { left: bytes.max(2), started: false, declared }
    }
}

static BLANKS: [u8; 65_536] = [b' '; 65_536];

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        match self.get_mut() {
            Self::Bytes { left, pace: Pace::Whole, .. } if left.is_empty() => Poll::Ready(None),
            Self::Bytes { left, pace: Pace::Whole, .. } => frame(std::mem::take(left)),
            Self::Bytes { left, pace: Pace::CutInHalf, pause } => cut_in_half(left, pause, cx),
            Self::Bytes { left, pace: Pace::Drops { bytes, every }, pause } => {
                if left.is_empty() {
                    return Poll::Ready(None);
                }
                let waiting = pause.get_or_insert_with(|| Box::pin(sleep(*every)));
                if waiting.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                *pause = None;
                let drop = left.len().min((*bytes).max(1));
                frame(left.split_to(drop))
            }
            Self::Blanks { left: 0, .. } => Poll::Ready(None),
            Self::Blanks { left, started, .. } => {
                if !*started {
                    *started = true;
                    *left = left.saturating_sub(1);
                    return frame(Bytes::from_static(b"["));
                }
                if *left == 1 {
                    *left = 0;
                    return frame(Bytes::from_static(b"]"));
                }
                let blanks = Bytes::from_static(&BLANKS);
                let room = usize::try_from(left.saturating_sub(1)).unwrap_or(usize::MAX);
                let blanks = blanks.slice(..room.min(blanks.len()));
                *left = left.saturating_sub(u64::try_from(blanks.len()).unwrap_or(u64::MAX));
                frame(blanks)
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Bytes { left, .. } => SizeHint::with_exact(u64::try_from(left.len()).unwrap_or(u64::MAX)),
            Self::Blanks { left, declared: true, .. } => SizeHint::with_exact(*left),
            Self::Blanks { declared: false, .. } => SizeHint::default(),
        }
    }
}

fn frame(bytes: Bytes) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
    Poll::Ready(Some(Ok(Frame::data(bytes))))
}

/// The pause lets the first half leave before the connection ends.
fn cut_in_half(
    left: &mut Bytes,
    pause: &mut Option<Pin<Box<Sleep>>>,
    cx: &mut Context<'_>,
) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
    if let Some(pause) = pause {
        return pause.as_mut().poll(cx).map(|()| Some(Err(Cut)));
    }
    *pause = Some(Box::pin(sleep(Duration::from_millis(5))));
    let half = left.len().div_euclid(2);
    frame(left.split_to(half))
}
