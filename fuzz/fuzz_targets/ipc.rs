//! libFuzzer's way into `fuzz::targets::ipc`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::targets::ipc::run(data));
