//! Pictures of an article: their place, their description and where they are kept. They are not part of the text.

/// A picture between two blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Index of the block below it: never 0 if there are other blocks, and the last block for a picture after the text.
    pub block: usize,
    /// A description from the article, or else the file name; on one line, and not empty.
    pub description: String,
    /// Where the picture is kept.
    pub place: PicturePlace,
}

/// Where a picture is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PicturePlace {
    /// At this address or path, as given in the article, on one line.
    Outside(String),
    /// In the article's own file; if that is an archive, in the entry of this name, on one line.
    Inside(Option<String>),
}

impl Default for PicturePlace {
    fn default() -> Self {
        Self::Inside(None)
    }
}

impl PicturePlace {
    /// The address, path or entry.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Outside(name) => Some(name),
            Self::Inside(name) => name.as_deref(),
        }
    }

    /// The same place with a changed name; if the name of an outside picture becomes empty, its place is unknown.
    pub(crate) fn map(self, change: impl FnOnce(String) -> String) -> Self {
        let change = |name| Some(change(name)).filter(|name| !name.is_empty());
        match self {
            Self::Outside(name) => change(name).map_or(Self::Inside(None), Self::Outside),
            Self::Inside(name) => Self::Inside(name.and_then(change)),
        }
    }
}

impl Picture {
    /// The description of a picture: `words`, or else its file name.
    pub(crate) fn described(words: &str, place: &PicturePlace) -> String {
        let path = place.name().unwrap_or_default();
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let file = path.rsplit('/').find(|part| !part.is_empty());
        match (words, file) {
            ("", Some(file)) => file.to_owned(),
            ("", None) => "a picture without a description".to_owned(),
            (words, _) => words.to_owned(),
        }
    }
}
