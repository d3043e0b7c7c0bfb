//! libFuzzer's way into `fuzz::targets::negotiation`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::targets::negotiation::run(data));
