#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| gazet_fuzz::pages(data));
