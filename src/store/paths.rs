//! The folders that Postil keeps things in.

use std::path::{Path, PathBuf};

/// The folders that Postil keeps things in. None of them need exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Notes, texts as read, and the steps that can be undone: what must not be lost.
    pub data: PathBuf,
    /// Settings, keymap and themes.
    pub config: PathBuf,
    /// Reading positions, what was read, and the index of known articles: can be lost without harm.
    pub state: PathBuf,
    /// What can be made again at any time.
    pub cache: PathBuf,
}

impl Paths {
    /// The user's folders by the customs of the system (`XDG_DATA_HOME` and the like, or below `HOME`); `None` where
    /// the system names no home folder.
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

    /// Where notes files lie that do not lie beside their article.
    pub fn notes(&self) -> PathBuf {
        self.data.join("notes")
    }

    /// Where the texts as read lie.
    pub fn texts(&self) -> PathBuf {
        self.data.join("texts")
    }

    /// Where the archives of fact-checks lie.
    pub fn archives(&self) -> PathBuf {
        self.data.join("archives")
    }

    /// Where what the analysis found lies.
    pub fn analyses(&self) -> PathBuf {
        self.cache.join("analyses")
    }

    /// What was read where, with the texts.
    pub fn readings(&self) -> PathBuf {
        self.state.join("readings")
    }

    /// Where the locks of the articles lie that are open.
    pub fn locks(&self) -> PathBuf {
        self.state.join("locks")
    }

    /// Where the steps that can be undone lie.
    pub fn history(&self) -> PathBuf {
        self.data.join("history")
    }
}
