//! The folders in which Postil keeps its files.

use std::path::{Path, PathBuf};

/// The folders in which Postil keeps its files. They need not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Notes, texts as read, and the undo history: data that must not be lost.
    pub data: PathBuf,
    /// Settings, keymap and themes.
    pub config: PathBuf,
    /// Reading positions, the list of readings, and the list of known articles: can be lost without harm.
    pub state: PathBuf,
    /// Data that can be made again at any time.
    pub cache: PathBuf,
}

impl Paths {
    /// The user's folders by the conventions of the system (`XDG_DATA_HOME` and so on, or below `HOME`); `None` if the system has no home
    /// folder.
    pub fn of_user() -> Option<Self> {
        let dirs = directories::ProjectDirs::from("", "", "postil")?;
        let data = dirs.data_dir().to_owned();
        Some(Self {
            state: dirs
                .state_dir()
                .map_or_else(|| data.join("state"), Path::to_owned),
            config: dirs.config_dir().to_owned(),
            cache: dirs.cache_dir().to_owned(),
            data,
        })
    }

    /// All of them below one folder.
    pub fn under(root: &Path) -> Self {
        Self {
            data: root.join("data"),
            config: root.join("config"),
            state: root.join("state"),
            cache: root.join("cache"),
        }
    }

    /// The folder of notes files that are not beside their article.
    pub fn notes(&self) -> PathBuf {
        self.data.join("notes")
    }

    /// The folder of the texts as read.
    pub fn texts(&self) -> PathBuf {
        self.data.join("texts")
    }

    /// The folder of the archives of fact-checks.
    pub fn archives(&self) -> PathBuf {
        self.data.join("archives")
    }

    /// The folder of the installed sentence encoder.
    pub fn models(&self) -> PathBuf {
        self.data.join("models")
    }

    /// The folder of the vectors that a sentence encoder computed.
    pub fn vectors(&self) -> PathBuf {
        self.cache.join("vectors")
    }

    /// The folder of cached analysis results.
    pub fn analyses(&self) -> PathBuf {
        self.cache.join("analyses")
    }

    /// The folder with the list of readings and their texts.
    pub fn readings(&self) -> PathBuf {
        self.state.join("readings")
    }

    /// The folder of the locks of open articles.
    pub fn locks(&self) -> PathBuf {
        self.state.join("locks")
    }

    /// The folder of the undo history.
    pub fn history(&self) -> PathBuf {
        self.data.join("history")
    }
}
