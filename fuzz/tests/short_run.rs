//! Each target over all inputs that are kept, and over some thousands made from them. The inputs are the same every time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use fuzz::{TARGETS, bend::Bender, corpus};
use std::panic::{AssertUnwindSafe, catch_unwind};

fn short_run(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of this name");
    let kept = corpus::inputs(name).expect("the folder of the target");
    assert!(!kept.is_empty(), "nothing is kept for {name}");
    let once = |what: &str, input: &[u8]| {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| (target.run)(input))) {
            eprintln!("{name} broke on {what}: {}", String::from_utf8_lossy(input));
            std::panic::resume_unwind(panic);
        }
    };
    for (file, input) in &kept {
        once(&format!("corpus/{name}/{file}"), input);
    }
    let bender = Bender::new(kept.into_iter().map(|(_, input)| input).collect(), corpus::dictionary());
    for number in 0..u64::from(target.short_run) {
        once(&format!("input {number}"), &bender.input(number));
    }
}

macro_rules! short_runs {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                short_run(stringify!($name));
            }
        )*

        #[test]
        fn every_target_has_its_run_its_program_and_its_folder() {
            let runs = [$(stringify!($name)),*];
            assert_eq!(runs.to_vec(), TARGETS.iter().map(|target| target.name).collect::<Vec<_>>());
            for name in runs {
                let program = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz_targets");
                assert!(std::path::Path::new(program).join(format!("{name}.rs")).is_file(), "no program for {name}");
                assert!(corpus::folder(name).is_dir(), "no corpus for {name}");
            }
        }
    };
}

short_runs!(archive discovery frame ipc links negotiation payload pubsub sasl stanza text upload);
