//! How the program is to fail, and what its functions need.

use std::backtrace::Backtrace;
use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

static SITE: Mutex<&str> = Mutex::new("");
static DEPTH: AtomicUsize = AtomicUsize::new(0);

pub fn set(site: &str, depth: usize) {
    *SITE.lock().expect("poisoned") = site.to_string().leak();
    DEPTH.store(depth, Ordering::SeqCst);
}

pub fn site() -> &'static str {
    *SITE.lock().expect("poisoned")
}

pub fn depth() -> usize {
    DEPTH.load(Ordering::SeqCst)
}

/// An error that has a backtrace of its own.
#[derive(Debug)]
pub struct Traced {
    message: String,
    pub backtrace: Backtrace,
}

impl Traced {
    pub fn new(message: String) -> Traced {
        Traced { message, backtrace: Backtrace::force_capture() }
    }
}

impl fmt::Display for Traced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Traced {}

/// Polls a future that is never pending.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        if let Poll::Ready(value) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}
