#![no_main]

use postil::import::Format;

// Input that is not an archive is turned into one.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        postil_fuzz::run(bytes, Format::Office);
    } else {
        postil_fuzz::run(&postil_fuzz::archive(bytes), Format::Office);
    }
});
