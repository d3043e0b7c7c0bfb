//! libFuzzer's way into `fuzz::targets::sasl`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::targets::sasl::run(data));
