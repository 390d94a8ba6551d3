//! Where configuration and data lie.

use std::path::PathBuf;

/// The folders that Postil uses. Nothing here makes or reads any of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// `config.ron` and `themes/` lie here.
    pub config: PathBuf,
    /// Notes files, snapshots of articles and the index of the library lie here.
    pub data: PathBuf,
    /// What may be lost without loss: places in articles, histories of prompts, the log.
    pub state: PathBuf,
}

impl Paths {
    /// The folders that the system sets for this user (on Linux by the XDG base directories), `None` where the user
    /// has no home. `POSTIL_CONFIG_DIR` and `POSTIL_DATA_DIR` take precedence.
    pub fn of_user() -> Option<Self> {
        let env = |name: &str| {
            std::env::var_os(name)
                .filter(|v| !v.is_empty())
                .map(PathBuf::from)
        };
        let dirs = directories::ProjectDirs::from("", "", "postil");
        let config = env("POSTIL_CONFIG_DIR").or_else(|| dirs.as_ref().map(|d| d.config_dir().to_owned()))?;
        let data = env("POSTIL_DATA_DIR").or_else(|| dirs.as_ref().map(|d| d.data_dir().to_owned()))?;
        let state = dirs
            .as_ref()
            .and_then(|d| d.state_dir())
            .map_or_else(|| data.join("state"), ToOwned::to_owned);
        Some(Self { config, data, state })
    }

    /// The settings file.
    pub fn settings(&self) -> PathBuf {
        self.config.join("config.ron")
    }

    /// The folder of the user's own themes.
    pub fn themes(&self) -> PathBuf {
        self.config.join("themes")
    }
}
