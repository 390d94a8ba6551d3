//! A small writer of PDFs.

use std::fmt::Write as _;

/// Text at a place: points from the left and from the foot of the page, and the size of the type.
pub(crate) type At<'a> = (f32, f32, f32, &'a str);

/// A PDF of pages of text in Helvetica, not compressed; `trailer` is added to the trailer.
pub(crate) fn pdf(pages: &[Vec<At<'_>>], info: &str, trailer: &str) -> Vec<u8> {
    let pages: Vec<_> = pages.iter().map(|texts| (texts.as_slice(), &[][..])).collect();
    pdf_with_marks(&pages, info, trailer)
}

/// The same with annotations on each page: what stands between `<<` and `>>`. `{n}` in one stands for the number of the object of
/// the n-th annotation of its page, from 0.
pub(crate) fn pdf_with_marks(pages: &[(&[At<'_>], &[&str])], info: &str, trailer: &str) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!("<< {info} >>"),
    ];
    let mut kids = String::new();
    for (page, marks) in pages {
        let mut content = String::new();
        for (x, y, size, text) in *page {
            let text: String = text
                .chars()
                .map(|c| match c {
                    '(' | ')' | '\\' => format!("\\{c}"),
                    c if c.is_ascii() => c.to_string(),
                    c => format!("\\{:03o}", u32::from(c)),
                })
                .collect();
            let _ = writeln!(content, "BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET");
        }
        objects.push(format!(
            "<< /Length {} >>\nstream\n{content}endstream",
            content.len()
        ));
        let contents = objects.len();
        let mut annotations = String::new();
        for mark in *marks {
            let mut mark = (*mark).to_owned();
            for n in 0..marks.len() {
                mark = mark.replace(&format!("{{{n}}}"), &(contents + 1 + n).to_string());
            }
            objects.push(format!("<< /Type /Annot {mark} >>"));
            let _ = write!(annotations, "{} 0 R ", objects.len());
        }
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} 0 R /Annots [ {annotations}] /Resources << /Font << /F1 3 0 R >> >> >>"
        ));
        let _ = write!(kids, "{} 0 R ", objects.len());
    }
    objects[1] = format!("<< /Type /Pages /Kids [ {kids}] /Count {} >>", pages.len());
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", i + 1).as_bytes());
    }
    let table = out.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(end, "{offset:010} 00000 n ");
    }
    let _ = write!(
        end,
        "trailer\n<< /Size {} /Root 1 0 R /Info 4 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    );
    out.extend_from_slice(end.as_bytes());
    out
}
