//! libFuzzer's way into `fuzz::targets::upload`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::targets::upload::run(data));
