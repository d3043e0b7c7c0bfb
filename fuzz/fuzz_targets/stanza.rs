//! libFuzzer's way into `fuzz::targets::stanza`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::targets::stanza::run(data));
