//! Runs the jobs of each kind of backtrace in one process, and prints what the backtrace crate says
//! beside what the runtime prints.

mod state;
mod truth;

include!("programs.rs");

use std::panic::{catch_unwind, set_hook, take_hook, PanicHookInfo};
use std::process::Command;

/// What the runtime prints goes here.
const PRINTED: &str = "printed.txt";

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let [_, jobs, how] = &args[..] {
        return all(jobs, how == "full");
    }
    for how in ["1", "full"] {
        let printed = std::fs::File::create(PRINTED).expect("cannot create");
        let status = Command::new(&args[0]).args([&args[1], how]).env("RUST_BACKTRACE", how).stderr(printed).status();
        if !status.expect("cannot run").success() {
            eprintln!("{}", std::fs::read_to_string(PRINTED).expect("cannot read"));
            std::process::exit(1);
        }
    }
}

fn all(jobs: &str, full: bool) {
    let print = take_hook();
    set_hook(Box::new(move |info| {
        truth::remember(true, full);
        print(info);
        *truth::TOLD.lock().expect("poisoned") = told(&message(info), &[]);
    }));
    let mut read = 0;
    for line in std::fs::read_to_string(jobs).expect("no jobs").lines() {
        let job: Vec<&str> = line.split('\t').collect();
        if (job[6] == "true") != full {
            continue;
        }
        state::set(job[2], job[4].parse().expect("depth"));
        let _ = catch_unwind(|| one(job[1], job[3]));
        let printed = std::fs::read_to_string(PRINTED).expect("cannot read");
        let told = truth::TOLD.lock().expect("poisoned");
        println!(
            "{{\"program\":{},\"site\":{},\"text\":{},{}}}",
            quote(job[0]),
            quote(job[2]),
            quote(&printed[read..]),
            told
        );
        read = printed.len();
    }
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    match payload.downcast_ref::<String>() {
        Some(message) => message.clone(),
        None => payload.downcast_ref::<&str>().expect("a message").to_string(),
    }
}

fn one(class: &str, order: &str) {
    let error = call(class, order).expect_err("it did not fail");
    if let Some(traced) = error.downcast_ref::<state::Traced>() {
        *truth::TOLD.lock().expect("poisoned") = told(&format!("{error:#}"), &[]);
        eprintln!("{error:#}\n{}", traced.backtrace);
        return;
    }
    let messages: Vec<String> = error.chain().map(|e| e.to_string()).collect();
    *truth::TOLD.lock().expect("poisoned") = told(&messages[0], &messages[1..]);
    eprintln!("Error: {error:?}");
}

/// What is known of the last failure, as the fields of an object.
fn told(message: &str, causes: &[String]) -> String {
    let (frames, count) = &*truth::FRAMES.lock().expect("poisoned");
    let causes: Vec<String> = causes.iter().map(|c| format!("{{\"message\":{}}}", quote(c))).collect();
    let mut text = format!(
        "\"message\":{},\"order\":\"innermost_first\",\"causes\":[{}],\"frames\":[{}]",
        quote(message),
        causes.join(","),
        frames.join(",")
    );
    if *count > 0 {
        text += &format!(",\"frame_count\":{count}");
    }
    text
}

pub fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if (c as u32) < 0x20 => out += &format!("\\u{:04x}", c as u32),
            c => out.push(c),
        }
    }
    out + "\""
}
