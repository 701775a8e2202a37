use std::sync::atomic::{AtomicUsize, Ordering};

static LINES: AtomicUsize = AtomicUsize::new(0);

pub fn line() -> u32 {
    LINES.fetch_add(1, Ordering::Relaxed) as u32
}
