//! Replacing a file so that, whatever happens meanwhile, either the old or the new one is there whole.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::StoreError;

/// Ending of temporary files; the name before it is that of the file they are to replace.
const TEMPORARY: &str = ".tmp";

/// Where `path` leads: through symlinks, to a file that need not exist.
pub(super) fn resolve(path: &Path) -> PathBuf {
    let mut path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // As many as Linux follows.
    for _ in 0..40 {
        let Ok(target) = fs::read_link(&path) else { break };
        path = path
            .parent()
            .map_or_else(|| target.clone(), |folder| folder.join(&target));
    }
    match (path.parent().map(fs::canonicalize), path.file_name()) {
        (Some(Ok(folder)), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// `path` with `ending` behind its file name.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// Replaces `path`, a [resolved](resolve) one, by `content`: temporary file in the same folder with the same mode,
/// fsync, `before_rename`, rename, fsync of the folder.
pub(super) fn replace(path: &Path, content: &[u8], before_rename: impl FnOnce()) -> Result<(), StoreError> {
    let error = |source: io::Error| StoreError::Write {
        path: path.to_owned(),
        source,
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(error)?;
    let name = path.file_name().unwrap_or_default();
    let mut prefix = std::ffi::OsString::from(".");
    prefix.push(name);
    prefix.push(".");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(TEMPORARY);
    let mode = fs::metadata(path).map(|m| m.permissions()).ok();
    #[cfg(unix)]
    let fresh = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(fresh);
    let mut temporary = builder.tempfile_in(folder).map_err(error)?;
    if let Some(mode) = mode {
        temporary.as_file().set_permissions(mode).map_err(error)?;
    }
    temporary.write_all(content).map_err(error)?;
    temporary.as_file().sync_all().map_err(error)?;
    before_rename();
    temporary.persist(path).map_err(|e| error(e.error))?;
    sync_folder(folder);
    Ok(())
}

/// Makes a rename in `folder` last. Some file systems cannot, and then the rename is as lasting as it gets.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Removes temporary files that a killed instance left beside `path`. Only to be called while holding [`FolderLock`].
pub(super) fn sweep(path: &Path) {
    let Some(name) = path.file_name().and_then(|n| n.to_str()) else {
        return;
    };
    let prefix = format!(".{name}.");
    let Some(entries) = path.parent().and_then(|folder| fs::read_dir(folder).ok()) else {
        return;
    };
    for entry in entries.flatten() {
        if entry
            .file_name()
            .to_str()
            .is_some_and(|n| n.starts_with(&prefix) && n.ends_with(TEMPORARY))
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Keeps the file at `path` as `backup` too: by a hard link, or, on another file system, by a copy.
pub(super) fn keep_as(path: &Path, backup: &Path) -> io::Result<()> {
    if let Some(folder) = backup.parent() {
        fs::create_dir_all(folder)?;
    }
    let fresh = with_ending(backup, ".new");
    let _ = fs::remove_file(&fresh);
    if fs::hard_link(path, &fresh).is_err() {
        fs::copy(path, &fresh)?;
    }
    fs::rename(&fresh, backup)
}

/// The content of a file; `None` where there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_the_target_of_a_symlink_and_keeps_its_mode() {
        let dir = tempfile::tempdir().unwrap();
        let real = dir.path().join("real");
        fs::create_dir(&real).unwrap();
        let file = real.join("notes.ron");
        fs::write(&file, "old").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::{PermissionsExt, symlink};
            fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
            let link = dir.path().join("link.ron");
            symlink("real/notes.ron", &link).unwrap();
            replace(&resolve(&link), b"new", || {}).unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
            assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        }
        assert_eq!(fs::read_dir(&real).unwrap().count(), 1);
    }

    #[test]
    fn sweeps_only_what_it_left_itself() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for name in [".a.ron.x1.tmp", ".b.ron.x1.tmp", "a.ron"] {
            fs::write(at(name), "").unwrap();
        }
        sweep(&at("a.ron"));
        assert!(!at(".a.ron.x1.tmp").exists());
        assert!(at(".b.ron.x1.tmp").exists() && at("a.ron").exists());
    }
}
