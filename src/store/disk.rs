//! Files on disk: read with limits, and replaced atomically, so that after any failure either the complete old or the complete new file
//! exists.
//!
//! Invariants: a pipe, a device or a folder is never read, waited for or replaced; files in the program's own folders are readable by their
//! owner only, whatever the umask.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{WriteError, format};
use crate::files::{self, FileError};

/// Extension of temporary files, appended to the name of the file that they are to replace.
const TEMPORARY: &str = ".tmp";

/// The file that `path` leads to through symlinks; it need not exist.
pub(super) fn resolve(path: &Path) -> PathBuf {
    let mut path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // The same limit as Linux.
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

/// `path` with `ending` appended to its file name.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// Who may read a written file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Readers {
    /// Only the owner.
    Owner,
    /// Those who may read the file that is replaced. If there is none, those whom the umask allows, but only if they may also read the
    /// article, whose mode is given if known.
    Same(Option<u32>),
}

/// Replaces a file in one of the program's own folders, the outermost of which is `root`. Only the owner may read it.
pub(super) fn replace_private(root: &Path, path: &Path, content: &[u8]) -> Result<(), WriteError> {
    let folder = path.parent().unwrap_or(root);
    private_folder(root, folder).map_err(|source| WriteError {
        path: path.to_owned(),
        source,
    })?;
    // These files can be made again, or lost without harm, so an unconfirmed sync is not reported.
    replace(&resolve(path), content, Readers::Owner, || {})?;
    Ok(())
}

/// Creates one of the program's own folders, the outermost of which is `root`, with access for the owner only.
pub(super) fn private_folder(root: &Path, folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    #[cfg(unix)]
    for folder in [root, folder] {
        close(folder)?;
    }
    #[cfg(not(unix))]
    let _ = root;
    Ok(())
}

/// Removes the permissions of others from a folder of this user.
#[cfg(unix)]
fn close(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let metadata = fs::metadata(folder)?;
    let own = metadata.is_dir() && metadata.uid() == rustix::process::geteuid().as_raw();
    if own && metadata.mode() & 0o777 != 0o700 {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Replaces `path`, which must be [resolved](resolve), by `content`: temporary file in the same folder, fsync, `before_rename`, rename,
/// fsync of the folder.
pub(super) fn replace(
    path: &Path,
    content: &[u8],
    readers: Readers,
    before_rename: impl FnOnce(),
) -> Result<Lasting, WriteError> {
    let error = |source: io::Error| WriteError {
        path: path.to_owned(),
        source,
    };
    files::may_replace(path).map_err(|e| error(e.into()))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(error)?;
    let name = path.file_name().unwrap_or_default();
    let mut prefix = std::ffi::OsString::from(".");
    prefix.push(name);
    prefix.push(".");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(TEMPORARY);
    let (fresh, kept) = modes(path, readers);
    if let Some(fresh) = fresh {
        builder.permissions(fresh);
    }
    let mut temporary = builder.tempfile_in(folder).map_err(error)?;
    if let Some(kept) = kept {
        temporary.as_file().set_permissions(kept).map_err(error)?;
    }
    // The file itself, because tempfile would add the name of the temporary file to the error.
    temporary.as_file_mut().write_all(content).map_err(error)?;
    temporary.as_file().sync_all().map_err(error)?;
    before_rename();
    temporary.persist(path).map_err(|e| error(e.error))?;
    Ok(sync_folder(folder))
}

/// Whether a replaced file is certain to survive a power failure.
#[derive(Debug)]
pub(super) enum Lasting {
    /// As certain as the file system allows.
    Yes,
    /// The disk did not confirm it: the new file is in place, but the old one may come back.
    Unconfirmed(io::Error),
}

/// The mode with which the file that replaces `path` is created (before the umask), and the mode it is given afterwards.
fn modes(path: &Path, readers: Readers) -> (Option<fs::Permissions>, Option<fs::Permissions>) {
    let kept = || fs::metadata(path).map(|m| m.permissions()).ok();
    #[cfg(unix)]
    {
        let mode = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode;
        match readers {
            Readers::Owner => (Some(mode(0o600)), Some(mode(0o600))),
            Readers::Same(article) => {
                // The owner may always read and write their own notes, even if the article is write-protected.
                let fresh = article.map_or(0o666, |article| article & 0o666 | 0o600);
                (Some(mode(fresh)), kept())
            }
        }
    }
    #[cfg(not(unix))]
    match readers {
        Readers::Owner => (None, None),
        Readers::Same(_) => (None, kept()),
    }
}

/// The mode of the file at `path`, if the system has modes.
pub(super) fn mode(path: &Path) -> Option<u32> {
    #[cfg(unix)]
    {
        let metadata = fs::metadata(path).ok()?;
        Some(std::os::unix::fs::MetadataExt::mode(&metadata))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// Opens one of the program's own files for appending, creating it if necessary, with access for the owner only.
pub(super) fn append_private(root: &Path, path: &Path) -> io::Result<File> {
    private_folder(root, path.parent().unwrap_or(root))?;
    let mut how = OpenOptions::new();
    how.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
    let (file, _) = files::open(path, &mut how)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
        if file.metadata()?.mode() & 0o077 != 0 {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(file)
}

/// Makes a rename in `folder` durable. Some file systems do not support this; then it is as durable as possible.
fn sync_folder(folder: &Path) -> Lasting {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Ok(()) => Lasting::Yes,
        Err(error) if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => Lasting::Yes,
        Err(error) => Lasting::Unconfirmed(error),
    }
}

/// Removes temporary files that a killed instance left beside `path`. Call it only while holding [`FolderLock`].
pub(super) fn sweep(path: &Path) {
    let Some(name) = path.file_name().and_then(|n| n.to_str()) else {
        return;
    };
    if let Some(folder) = path.parent() {
        sweep_named(folder, &format!(".{name}."));
    }
}

/// Removes all temporary files that killed instances left in `folder`, one of the program's own. Call it only while holding
/// [`FolderLock`].
pub(super) fn sweep_folder(folder: &Path) {
    sweep_named(folder, ".");
}

fn sweep_named(folder: &Path, prefix: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry
            .file_name()
            .to_str()
            .is_some_and(|n| n.starts_with(prefix) && n.ends_with(TEMPORARY))
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Also keeps the file at `path` as `backup`, in one of the program's own folders below `root`: by a hard link, or by a copy on another
/// file system.
pub(super) fn keep_as(root: &Path, path: &Path, backup: &Path) -> io::Result<()> {
    private_folder(root, backup.parent().unwrap_or(root))?;
    let fresh = with_ending(backup, ".new");
    let _ = fs::remove_file(&fresh);
    if fs::hard_link(path, &fresh).is_err() {
        let bytes = files::read_up_to(path, format::LARGEST)?;
        append_private(root, &fresh)?.write_all(&bytes)?;
    }
    fs::rename(&fresh, backup)
}

/// The content of a notes file; `None` if it does not exist.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    match files::read_up_to(path, format::LARGEST) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error),
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
            replace(&resolve(&link), b"new", Readers::Same(Some(0o600)), || {}).unwrap();
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
        sweep_folder(dir.path());
        assert!(!at(".b.ron.x1.tmp").exists() && at("a.ron").exists());
    }
}
