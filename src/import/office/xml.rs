//! Reading XML as events, with names and attributes without their prefixes.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element's start.
pub(super) struct Start<'a> {
    pub(super) name: &'a str,
    start: &'a BytesStart<'a>,
}

impl Start<'_> {
    /// The value of the attribute `name`, whatever its prefix.
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

    /// Whether a property that is on by being there is on: `val` may turn it off.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.get("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// What reads events.
pub(super) trait Walk {
    fn start(&mut self, start: &Start<'_>);
    fn end(&mut self, name: &str);
    fn text(&mut self, text: &str);
}

/// Gives `walk` the events of the XML `text`; `false` when it is damaged. Entities that a document defines are not
/// resolved, so they cannot grow.
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
