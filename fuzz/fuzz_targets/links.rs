//! libFuzzer's way into `fuzz::targets::links`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::targets::links::run(data));
