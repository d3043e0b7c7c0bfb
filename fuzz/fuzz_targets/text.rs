//! libFuzzer's way into `fuzz::targets::text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::targets::text::run(data));
