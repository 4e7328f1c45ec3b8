//! Remembers what the backtrace crate says of the place that fails next.

use std::sync::Mutex;

/// The frames of the last failure as JSON, innermost first, and their number where all are known.
pub static FRAMES: Mutex<(Vec<String>, usize)> = Mutex::new((Vec::new(), 0));

/// What is known of the last failure.
pub static TOLD: Mutex<String> = Mutex::new(String::new());

/// Remembers the stack, and makes an error at the same place.
#[inline(always)]
pub fn here<T>(fail: impl FnOnce() -> T) -> T {
    remember(false, false);
    fail()
}

/// Reads the stack: of a panic what lies between the marks of the standard library.
#[inline(never)]
pub fn remember(panicking: bool, full: bool) {
    let mut frames = Vec::new();
    let mut begun = !panicking;
    let folder = std::env::current_dir().expect("no folder");
    let trace = backtrace::Backtrace::new();
    let symbols = trace.frames().iter().flat_map(|frame| frame.symbols());
    for symbol in symbols {
        let Some(name) = symbol.name() else { continue };
        let plain = format!("{name:#}");
        if plain.contains("truth::") {
            continue;
        }
        if plain.contains("__rust_begin_short_backtrace") && panicking && !full {
            break;
        }
        if plain.contains("__rust_end_short_backtrace") {
            begun = true;
            frames.clear();
            continue;
        }
        if !begun {
            continue;
        }
        let mut frame = format!("{{\"function\":{}", crate::quote(&if full { name.to_string() } else { plain }));
        if let (Some(file), Some(line)) = (symbol.filename(), symbol.lineno()) {
            let file = match file.strip_prefix(&folder) {
                Ok(rest) if !full => format!("./{}", rest.display()),
                _ => file.display().to_string(),
            };
            frame += &format!(",\"file\":{},\"line\":{line}", crate::quote(&file));
            if let Some(column) = symbol.colno() {
                frame += &format!(",\"column\":{column}");
            }
        }
        frames.push(frame + "}");
    }
    let count = if panicking && !full { frames.len() } else { 0 };
    *FRAMES.lock().expect("poisoned") = (frames, count);
}
