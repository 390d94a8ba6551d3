//! Rescue copies of notes that are not in their notes file: notes that could not be saved, and a note that was being typed.
//!
//! A copy is a complete notes file, so `--notes` opens it, with one additional field, `rescued`, that says which notes it belongs to, which
//! annotations are not in them, and the state of these when the notes were last saved.
//!
//! Invariants: only its owner can read a copy; it never replaces a file that this process did not write; a copy that a running Postil still
//! writes (and therefore locks) is not offered to another; files of other users in the folder of copies are not read.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::format::{self, Article, NotesFile, Scanner, annotation_on_one_line, quoted, read_annotation};
use super::{Paths, WriteError};
use crate::document::Fingerprint;
use crate::notes::{Annotation, Id, Notebook, Recovered, Timestamp};

/// Size limit of a copy in bytes, the same as for notes.
const LIMIT: u64 = 256 << 20;
/// The field that makes a notes file a rescue copy.
const FIELD: &str = "rescued";
const PREFIXES: [&str; 2] = ["postil-unsaved-", "postil-draft-"];
const ENDING: &str = ".ron";

/// The notes that a copy belongs to.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The notes file.
    pub(super) notes: PathBuf,
    pub(super) article: Article,
}

impl Subject {
    pub(super) fn new(notes: &Path, article: &Article) -> Self {
        let folder = notes.parent().unwrap_or(Path::new(""));
        let mut article = article.clone();
        // A copy is in another folder, where relative paths would be wrong.
        for path in &mut article.paths {
            if let Some(whole) = folder.join(&*path).to_str() {
                whole.clone_into(path);
            }
        }
        Self {
            notes: notes.to_owned(),
            article,
        }
    }

    /// Whether a copy of the notes `other` belongs here: to this notes file, or, if those notes were never saved, to this article.
    fn takes(&self, other: &Self) -> bool {
        if self.notes == other.notes {
            return true;
        }
        let (a, b) = (&self.article, &other.article);
        let one_article = a.fingerprint.is_some() && a.fingerprint == b.fingerprint
            || a.url.is_some() && a.url == b.url
            || a.paths.iter().any(|p| b.paths.contains(p));
        one_article && !other.notes.exists()
    }

    /// The name of a copy without its extension.
    fn stem(&self, prefix: &str) -> String {
        let name = self.notes.file_name().unwrap_or_default().to_string_lossy();
        let name = name.trim_end_matches(ENDING).trim_end_matches(".postil");
        let plain = |c: char| if c.is_alphanumeric() || c == '.' { c } else { '-' };
        let name: String = name.chars().map(plain).take(40).collect();
        let key = Fingerprint::of(&self.notes.to_string_lossy()).short();
        format!("{prefix}{}-{key}", name.trim_matches(['-', '.']))
    }
}

/// A copy on disk, held by the process that wrote it.
#[derive(Debug)]
pub struct Copy {
    path: PathBuf,
    /// Locked as long as the copy is being written.
    _file: File,
}

impl Copy {
    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it, because its content is in the notes file or not wanted.
    pub fn remove(self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// A copy left by an earlier run.
#[derive(Clone, Debug)]
pub struct Rescued {
    /// Its path.
    pub path: PathBuf,
    /// Its content.
    pub recovered: Recovered,
}

/// The content of a copy to be written.
#[derive(Clone, Debug)]
pub struct Cargo {
    /// The notes that it belongs to.
    pub subject: Subject,
    /// Whether it is only a note that was being typed.
    pub draft: bool,
    /// The time of writing.
    pub at: Timestamp,
    /// The notes as last saved.
    pub saved: Notebook,
    /// The notes as they are now.
    pub notebook: Notebook,
}

/// The folders for copies, the best first; the others are for the case that nothing can be written on the disk of the first.
pub fn folders(paths: &Paths) -> Vec<PathBuf> {
    let own = [&paths.data, &paths.state, &paths.cache].map(|folder| folder.join("rescue"));
    let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
    own.into_iter()
        .chain(home)
        .chain([std::env::temp_dir()])
        .collect()
}

/// Writes a copy to the first of the `folders` that accepts it, replacing `before` if that is in the same folder. `durable` waits for the
/// disk.
///
/// # Errors
/// When no folder accepts it: the reason of the last one.
pub fn keep(
    folders: &[PathBuf],
    cargo: &Cargo,
    before: Option<&Path>,
    durable: bool,
) -> Result<Copy, WriteError> {
    let text = text(cargo);
    let stem = cargo.subject.stem(PREFIXES[usize::from(cargo.draft)]);
    let mut failure = None;
    for folder in folders {
        let own = before.filter(|path| path.parent() == Some(folder));
        match put(folder, &stem, own, text.as_bytes(), durable) {
            Ok(copy) => return Ok(copy),
            Err(source) => {
                failure = Some(WriteError {
                    path: folder.join(format!("{stem}{ENDING}")),
                    source,
                });
            }
        }
    }
    Err(failure.unwrap_or_else(|| WriteError {
        path: PathBuf::from(stem),
        source: io::Error::other("there is no folder for it"),
    }))
}

/// Writes the notes to a new notes file chosen by the reader.
///
/// # Errors
/// When the file exists, or it cannot be written.
pub fn save_elsewhere(path: &Path, subject: &Subject, notebook: &Notebook) -> Result<(), WriteError> {
    let error = |source| WriteError {
        path: path.to_owned(),
        source,
    };
    let text = format::write(&file(subject, notebook));
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(error)?;
    temporary.write_all(text.as_bytes()).map_err(error)?;
    temporary.as_file().sync_all().map_err(error)?;
    temporary
        .persist_noclobber(path)
        .map(|_| ())
        .map_err(|e| error(e.error))
}

/// The copies that belong to the notes of `subject`, the oldest first.
pub fn find(paths: &Paths, subject: &Subject) -> Vec<Rescued> {
    let mut found: Vec<Rescued> = folders(paths)
        .iter()
        .flat_map(|folder| in_folder(folder, subject))
        .collect();
    found.sort_by_key(|rescued| rescued.recovered.at);
    found
}

/// Removes copies that are no longer wanted.
pub fn remove(paths: &[PathBuf]) {
    for path in paths {
        let _ = fs::remove_file(path);
    }
}

fn in_folder(folder: &Path, subject: &Subject) -> Vec<Rescued> {
    let is_copy = |name: &str| PREFIXES.iter().any(|p| name.starts_with(p)) && name.ends_with(ENDING);
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(is_copy))
        .filter_map(|entry| read(&entry.path(), subject))
        .collect()
}

/// Reads a copy, if it belongs here and no running program writes it.
fn read(path: &Path, subject: &Subject) -> Option<Rescued> {
    let about = fs::symlink_metadata(path).ok()?;
    if !about.is_file() || about.len() > LIMIT || !is_ours(&about) {
        return None;
    }
    let mut file = File::open(path).ok()?;
    if let Err(fs::TryLockError::WouldBlock) = file.try_lock_shared() {
        return None;
    }
    let mut bytes = Vec::new();
    (&mut file).take(LIMIT).read_to_end(&mut bytes).ok()?;
    let (file, _) = super::session::parse(&bytes).ok()?;
    let (_, rescued) = file.unknown.iter().find(|(name, _)| name == FIELD)?;
    let header = Header::read(rescued)?;
    let other = Subject {
        notes: header.notes,
        article: file.article,
    };
    let is_changed = |a: &Annotation| header.changed.contains(&a.id);
    subject.takes(&other).then(|| Rescued {
        path: path.to_owned(),
        recovered: Recovered {
            at: header.at,
            draft: header.draft,
            changed: file.annotations.into_iter().filter(is_changed).collect(),
            base: header.base,
        },
    })
}

/// Whether a file belongs to this user.
fn is_ours(about: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        about.uid() == rustix::process::geteuid().as_raw()
    }
    #[cfg(not(unix))]
    {
        let _ = about;
        true
    }
}

fn file(subject: &Subject, notebook: &Notebook) -> NotesFile {
    let mut file = NotesFile {
        article: subject.article.clone(),
        annotations: notebook.all().cloned().collect(),
        ..NotesFile::default()
    };
    file.put_in_order();
    file
}

fn text(cargo: &Cargo) -> String {
    let mut header = format!(
        "(notes: {}, draft: {}, at: \"{}\", changed: [",
        quoted(&cargo.subject.notes.to_string_lossy()),
        cargo.draft,
        cargo.at
    );
    let changed = |a: &&Annotation| cargo.saved.get(a.id) != Some(a);
    for annotation in cargo.notebook.all().filter(changed) {
        let _ = write!(header, "\"{}\", ", annotation.id);
    }
    header.push_str("], base: [");
    for annotation in cargo.notebook.all().filter(changed) {
        if let Some(before) = cargo.saved.get(annotation.id) {
            let _ = write!(header, "{}, ", annotation_on_one_line(before));
        }
    }
    header.push_str("])");
    let mut file = file(&cargo.subject, &cargo.notebook);
    file.unknown.push((FIELD.to_owned(), header));
    format::write(&file)
}

/// The content of the field `rescued`.
struct Header {
    notes: PathBuf,
    draft: bool,
    at: Timestamp,
    changed: HashSet<Id>,
    base: Vec<Annotation>,
}

impl Header {
    fn read(text: &str) -> Option<Self> {
        let string = |text: &str| ron::from_str::<String>(text).ok();
        let (mut notes, mut draft, mut at) = (None, false, None);
        let (mut changed, mut base) = (HashSet::new(), Vec::new());
        for (name, value) in Scanner::fields(Scanner::new(text).document().ok()?).ok()? {
            match name {
                "notes" => notes = string(value.text).map(PathBuf::from),
                "draft" => draft = value.text == "true",
                "at" => at = string(value.text).and_then(|s| s.parse().ok()),
                "changed" => {
                    let ids = Scanner::items(value).ok()?;
                    changed.extend(ids.iter().filter_map(|id| string(id.text)?.parse::<Id>().ok()));
                }
                "base" => {
                    for item in Scanner::items(value).ok()? {
                        base.push(read_annotation(item).ok()?);
                    }
                }
                _ => {}
            }
        }
        Some(Self {
            notes: notes?,
            draft,
            at: at?,
            changed,
            base,
        })
    }
}

/// Writes a copy into `folder`: over `own`, which this process wrote, or under an unused name.
fn put(folder: &Path, stem: &str, own: Option<&Path>, text: &[u8], durable: bool) -> io::Result<Copy> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    // Like all temporary files, readable by the owner only.
    let mut temporary = tempfile::Builder::new()
        .prefix(".postil-rescue-")
        .suffix(".tmp")
        .tempfile_in(folder)?;
    // Without locks, a second instance may offer the copy too early; nothing is lost by that.
    let _ = temporary.as_file().try_lock();
    temporary.write_all(text)?;
    if durable {
        temporary.as_file().sync_all()?;
    }
    if let Some(path) = own {
        let file = temporary.persist(path).map_err(|e| e.error)?;
        return Ok(Copy {
            path: path.to_owned(),
            _file: file,
        });
    }
    for n in 1..1000 {
        let number = if n == 1 { String::new() } else { format!("-{n}") };
        let path = folder.join(format!("{stem}{number}{ENDING}"));
        match temporary.persist_noclobber(&path) {
            Ok(file) => return Ok(Copy { path, _file: file }),
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => temporary = e.file,
            Err(e) => return Err(e.error),
        }
    }
    Err(io::Error::other("there are too many copies"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::sample_note as note;

    fn cargo(root: &Path, saved: &[Annotation], notebook: &[Annotation]) -> Cargo {
        let article = Article {
            title: "A title".into(),
            paths: vec!["a.txt".into()],
            fingerprint: Some(Fingerprint::of("the text")),
            ..Article::default()
        };
        Cargo {
            subject: Subject::new(&root.join("a.txt.postil.ron"), &article),
            draft: false,
            at: Timestamp::from_second(1_790_000_000).unwrap(),
            saved: Notebook::new(saved.iter().cloned()),
            notebook: Notebook::new(notebook.iter().cloned()),
        }
    }

    #[test]
    fn a_copy_is_found_again_with_what_changed_and_how_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let (old, same, new) = (note(1, "old"), note(2, "same"), note(1, "new\n\"\u{1b}"));
        let cargo = cargo(
            dir.path(),
            &[old.clone(), same.clone()],
            &[new.clone(), same, note(3, "more")],
        );
        let copy = keep(&folders(&paths)[..1], &cargo, None, true).unwrap();
        assert!(copy.path().starts_with(&paths.data));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(copy.path()), 0o600);
            assert_eq!(mode(copy.path().parent().unwrap()), 0o700);
        }
        assert!(
            find(&paths, &cargo.subject).is_empty(),
            "it is still being written"
        );
        let path = copy.path().to_owned();
        drop(copy);
        let found = find(&paths, &cargo.subject);
        assert_eq!(found.len(), 1);
        let recovered = &found[0].recovered;
        assert_eq!(recovered.base, [old]);
        let ids: Vec<_> = recovered.changed.iter().map(|a| a.id.0.as_u128()).collect();
        assert_eq!(ids, [1, 3]);
        assert!(!recovered.draft && recovered.at == cargo.at);
        // It is a notes file like any other.
        let text = fs::read_to_string(&path).unwrap();
        let (file, problems) = format::read(&text).unwrap();
        assert!(problems.is_empty());
        assert_eq!(file.annotations.len(), 3);
        remove(&[path]);
        assert!(find(&paths, &cargo.subject).is_empty());
    }

    #[test]
    fn a_copy_never_replaces_another_and_goes_where_there_is_room() {
        let dir = tempfile::tempdir().unwrap();
        let cargo = cargo(dir.path(), &[], &[note(1, "a")]);
        fs::write(dir.path().join("full"), "").unwrap();
        let places = [
            dir.path().join("full/x"),
            dir.path().join("b"),
            dir.path().join("c"),
        ];
        let first = keep(&places, &cargo, None, false).unwrap();
        assert!(first.path().starts_with(dir.path().join("b")));
        let second = keep(&places, &cargo, None, false).unwrap();
        assert_ne!(first.path(), second.path());
        let again = keep(&places, &cargo, Some(second.path()), false).unwrap();
        assert_eq!(again.path(), second.path());
        assert_eq!(fs::read_dir(dir.path().join("b")).unwrap().count(), 2);
        let error = keep(&places[..1], &cargo, None, false).unwrap_err().to_string();
        assert!(error.contains("postil-unsaved-a.txt"), "{error}");
    }

    #[test]
    fn only_copies_of_the_same_notes_or_article_are_offered() {
        let dir = tempfile::tempdir().unwrap();
        let mine = cargo(dir.path(), &[], &[note(1, "a")]).subject;
        let mut moved = mine.clone();
        moved.notes = dir.path().join("elsewhere.ron");
        assert!(mine.takes(&moved), "those notes were never saved");
        fs::write(&moved.notes, "").unwrap();
        assert!(!mine.takes(&moved), "they are notes of their own");
        let mut other = mine.clone();
        other.notes = dir.path().join("other.ron");
        other.article = Article {
            title: "A title".into(),
            ..Article::default()
        };
        assert!(!mine.takes(&other));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_copy_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let folder = paths.data.join("rescue");
        fs::create_dir_all(folder.join("postil-unsaved-folder.ron")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", folder.join("postil-unsaved-zero.ron")).unwrap();
        fs::write(folder.join("postil-unsaved-garbage.ron"), "(\u{0}").unwrap();
        fs::write(folder.join("postil-draft-empty.ron"), "").unwrap();
        fs::write(
            folder.join("postil-draft-bad.ron"),
            "(version: 1, annotations: [], rescued: (notes: 7))",
        )
        .unwrap();
        let subject = cargo(dir.path(), &[], &[]).subject;
        assert!(find(&paths, &subject).is_empty());
    }

    #[test]
    fn a_file_of_the_readers_choice_is_new_and_whole() {
        let dir = tempfile::tempdir().unwrap();
        let cargo = cargo(dir.path(), &[], &[note(1, "a")]);
        let path = dir.path().join("mine.ron");
        save_elsewhere(&path, &cargo.subject, &cargo.notebook).unwrap();
        let (file, _) = format::read(&fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(file.annotations, [note(1, "a")]);
        assert!(file.unknown.is_empty());
        let before = fs::read(&path).unwrap();
        assert!(save_elsewhere(&path, &cargo.subject, &Notebook::default()).is_err());
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}
