//! libFuzzer's way into `fuzz::targets::pubsub`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::targets::pubsub::run(data));
