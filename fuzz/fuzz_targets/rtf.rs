#![no_main]

use postil::import::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    postil_fuzz::run(bytes, Format::Rtf);
});
