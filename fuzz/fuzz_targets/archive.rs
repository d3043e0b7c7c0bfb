//! libFuzzer's way into `fuzz::targets::archive`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::targets::archive::run(data));
