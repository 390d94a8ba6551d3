//! Reads XML as events, with names and attributes without prefixes.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The start of an element.
pub(super) struct Start<'a> {
    pub(super) name: &'a str,
    start: &'a BytesStart<'a>,
}

impl Start<'_> {
    /// The value of the attribute `name`, with any prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|a| a.key.local_name().as_ref() == name)?;
        Some(
            quick_xml::escape::unescape(&found.value)
                .map_or_else(|_| found.value.to_string(), |value| value.to_string()),
        )
    }

    /// The value of the attribute `name` as a number.
    pub(super) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether a boolean property is on: its presence turns it on, and `val` may turn it off.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.get("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// A receiver of events.
pub(super) trait Walk {
    fn start(&mut self, start: &Start<'_>);
    fn end(&mut self, name: &str);
    fn text(&mut self, text: &str);
}

/// Sends the events of the XML `text` to `walk`; returns `false` if it is damaged. Entities defined by the document are not resolved, so
/// they cannot expand.
pub(super) fn read(text: &str, walk: &mut impl Walk) -> bool {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => walk.start(&Start {
                name: start.local_name().as_ref(),
                start: &start,
            }),
            Ok(Event::Empty(start)) => {
                let name = start.local_name();
                walk.start(&Start {
                    name: name.as_ref(),
                    start: &start,
                });
                walk.end(name.as_ref());
            }
            Ok(Event::End(end)) => walk.end(end.local_name().as_ref()),
            Ok(Event::Text(text)) => walk.text(&text),
            Ok(Event::CData(text)) => walk.text(&text),
            Ok(Event::GeneralRef(name)) => {
                let entity = format!("&{};", &*name);
                walk.text(
                    quick_xml::escape::unescape(&entity)
                        .as_deref()
                        .unwrap_or_default(),
                );
            }
            Ok(Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}
