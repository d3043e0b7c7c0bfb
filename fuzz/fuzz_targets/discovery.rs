//! libFuzzer's way into `fuzz::targets::discovery`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::targets::discovery::run(data));
