//! Pictures of an article: where they stand, what they show and where they are kept. They are no part of the text.

/// A picture between two blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Index of the block that it stands above: never the first, if there are others, and the last for one behind it.
    pub block: usize,
    /// What it shows, in the words of the article, or else the name of its file; on one line, and not empty.
    pub description: String,
    /// Where it is kept.
    pub place: PicturePlace,
}

/// Where a picture is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PicturePlace {
    /// At this address or path, as the article gives it, on one line.
    Outside(String),
    /// In the article's own file: in the entry of this name where that is an archive, on one line.
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

    /// The same place with its name changed; one outside whose name becomes empty is not known.
    pub(crate) fn map(self, change: impl FnOnce(String) -> String) -> Self {
        let change = |name| Some(change(name)).filter(|name| !name.is_empty());
        match self {
            Self::Outside(name) => change(name).map_or(Self::Inside(None), Self::Outside),
            Self::Inside(name) => Self::Inside(name.and_then(change)),
        }
    }
}

impl Picture {
    /// What a picture is called: by the `words` that describe it, or by the name of its file.
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
