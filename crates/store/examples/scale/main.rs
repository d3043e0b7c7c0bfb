//! A store of a size that nobody should notice: a million messages in two thousand conversations, fifty thousand people.
//! Says how long it takes to open what people open, and to search.
//!
//! `cargo run --profile bench-app -p store --example scale -- --file FILE [--messages N] [--json FILE] [--fill]`; a file that
//! is there is not filled again. `--fill`: nothing is measured. `cargo xtask bench --only scale` does the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

mod company;
mod figures;
mod fill;
mod measure;

use figures::{Figures, millis};
use std::{path::PathBuf, time::Instant};
use store::Store;

#[derive(Default)]
struct Arguments {
    file: PathBuf,
    messages: usize,
    json: Option<PathBuf>,
    only_fill: bool,
}

fn arguments() -> Arguments {
    let mut given = std::env::args().skip(1);
    let mut arguments = Arguments { messages: 1_000_000, ..Arguments::default() };
    while let Some(argument) = given.next() {
        let mut value = || given.next().expect("a value");
        match argument.as_str() {
            "--file" => arguments.file = value().into(),
            "--messages" => arguments.messages = value().parse().expect("a number"),
            "--json" => arguments.json = Some(value().into()),
            "--fill" => arguments.only_fill = true,
            other => panic!("{other} means nothing here"),
        }
    }
    assert!(!arguments.file.as_os_str().is_empty(), "--file FILE");
    arguments
}

fn main() {
    let arguments = arguments();
    if !arguments.file.exists() {
        // Under another name until it is whole.
        let unfinished = arguments.file.with_extension("unfinished");
        Store::erase(&unfinished).unwrap();
        let begun = Instant::now();
        let store = Store::open(&unfinished).unwrap();
        fill::fill(&store, arguments.messages);
        store.close();
        std::fs::rename(&unfinished, &arguments.file).unwrap();
        println!("filled with {} messages in {:.0} s", arguments.messages, begun.elapsed().as_secs_f64());
    }
    if arguments.only_fill {
        return;
    }
    let mut figures = Figures::default();
    let begun = Instant::now();
    let store = Store::open(&arguments.file).unwrap();
    figures.add("open", millis(begun.elapsed()), "ms");
    let state = store.archive_state().unwrap();
    figures.add("messages that show", state.messages as f64, "");
    figures.add("file", std::fs::metadata(&arguments.file).unwrap().len() as f64 / 1e6, "MB");
    measure::opening(&store, &mut figures);
    measure::searching(&store, &mut figures);
    measure::writing(&store, &mut figures);
    if let Some(file) = arguments.json {
        std::fs::write(file, figures.json()).unwrap();
    }
}
