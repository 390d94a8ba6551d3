//! Pictures of an article: where they stand, what they show and where they are kept. They are no part of the text.

/// A picture between two blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Index of the block that it stands above: never the first, if there are others, and the last for one behind it.
    pub block: usize,
    /// What it shows, in the words of the article, or else the name of its file; on one line, and not empty.
    pub description: String,
    /// Its address or path, as the article gives it, on one line; none where it is kept inside the article's own file.
    pub source: Option<String>,
}

impl Picture {
    /// What a picture is called: by the `words` that describe it, or by the name of its file.
    pub(crate) fn described(words: &str, source: Option<&str>) -> String {
        let path = source.unwrap_or_default();
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let file = path.rsplit('/').find(|part| !part.is_empty());
        match (words, file) {
            ("", Some(file)) => file.to_owned(),
            ("", None) => "a picture without a description".to_owned(),
            (words, _) => words.to_owned(),
        }
    }
}
