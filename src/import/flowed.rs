//! Flowed text (`format=flowed`, RFC 3676): a line that ends with a space continues in the next one of the same quotation depth. Mail
//! programs wrap long lines this way.

/// `text` with each paragraph on one line. With `deleted` the space at the end of a line belongs to the wrapping and is removed
/// (`DelSp=yes`), as is necessary for languages without spaces between words.
pub(super) fn unwrapped(text: &str, deleted: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The quotation depth of the continued line.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let quoted = line.trim_start_matches('>');
        let depth = line.len() - quoted.len();
        // A space protects a line that would otherwise look like a quotation or 'From'.
        let line = quoted.strip_prefix(' ').unwrap_or(quoted);
        let signature = line == "-- ";
        if open != Some(depth) || signature {
            if open.is_some() {
                out.truncate(out.trim_end_matches(' ').len());
                out.push('\n');
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth.min(20)));
                out.push(' ');
            }
        }
        let flows = line.ends_with(' ') && !signature;
        open = flows.then_some(depth);
        if flows && deleted {
            out.push_str(line.strip_suffix(' ').unwrap_or(line));
        } else {
            out.push_str(line);
        }
        if !flows {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_flow_within_one_depth_of_quotation() {
        let text = "> The bridge will \n> close in May,\n>> and stay \n> closed. \nFor a \nyear. \n\n From here.\n-- \nRuth \n";
        assert_eq!(
            unwrapped(text, false),
            "> The bridge will close in May,\n>> and stay\n> closed.\nFor a year. \nFrom here.\n-- \nRuth "
        );
        assert_eq!(unwrapped("東京都の \n知事\n", true), "東京都の知事\n");
        assert_eq!(unwrapped("", false), "");
    }
}
