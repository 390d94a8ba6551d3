#![no_main]

// The possible output of the child process that parses PDFs; the PDF crates in that process are not tested here. Lines of the form `x y
// width size text` become pieces of text; an empty line begins the next page.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut said = String::from("{\"Book\":{\"title\":null,\"author\":null,\"pages\":9}}\n");
    for (number, page) in text.split("\n\n").enumerate() {
        let pieces: Vec<serde_json::Value> = page.lines().filter_map(piece).collect();
        let page = serde_json::json!({ "Page": { "number": number + 1, "pieces": pieces } });
        said.push_str(&page.to_string());
        said.push('\n');
    }
    if let Ok(imported) = postil::import::pdf::heard(said.as_bytes()) {
        postil_fuzz::check(&imported);
    }
});

fn piece(line: &str) -> Option<serde_json::Value> {
    let mut parts = line.splitn(5, ' ');
    let mut number = || parts.next().and_then(|p| p.parse::<f32>().ok()).filter(|n| n.is_finite());
    let (left, base, width, size) = (number()?, number()?, number()?, number()?);
    let text = parts.next()?;
    Some(serde_json::json!({ "left": left, "right": left + width, "base": base, "size": size, "text": text }))
}
