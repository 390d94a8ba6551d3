//! The package of a Word document: its main part, and the relations to other parts.

use std::collections::HashMap;

use crate::import::archive::Archive;
use crate::import::epub;

/// The main part of the package, and the other parts.
pub(in crate::import::office) struct Package<'a> {
    pub(in crate::import::office) archive: &'a Archive<'a>,
    /// The path of the main part.
    pub(in crate::import::office) main: String,
    /// The relations of the main part, by id.
    targets: HashMap<String, Relation>,
    /// The XML with the document's metadata.
    pub(in crate::import::office) properties: Option<String>,
}

#[derive(Debug, Default)]
pub(in crate::import::office) struct Relation {
    /// The last part of its type's address: `styles`, `hyperlink`.
    pub(in crate::import::office) kind: String,
    /// A path in the archive, or an external address.
    pub(in crate::import::office) target: String,
}

impl<'a> Package<'a> {
    /// The package in `archive`; `None` if there is no main part that is a text document.
    pub(in crate::import::office) fn open(archive: &'a Archive<'a>) -> Option<Self> {
        let outer = relations(archive, "_rels/.rels", "");
        let of = |kind: &str| outer.values().find(|r| r.kind == kind).map(|r| r.target.clone());
        let main = of("officeDocument")
            .filter(|main| archive.has(main))
            .or_else(|| {
                archive
                    .has("word/document.xml")
                    .then(|| "word/document.xml".to_owned())
            })?;
        let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
        let targets = relations(archive, &format!("{folder}/_rels/{name}.rels"), &main);
        let properties = of("core-properties").unwrap_or_else(|| "docProps/core.xml".to_owned());
        Some(Self {
            properties: archive.text(&properties),
            archive,
            targets,
            main,
        })
    }

    /// The target of the main part's relation with that id.
    pub(in crate::import::office) fn related(&self, id: Option<String>) -> Option<&Relation> {
        self.targets.get(&id?)
    }

    /// The XML of the related part of that kind, or of the one at the default path.
    pub(in crate::import::office) fn part(&self, kind: &str) -> Option<String> {
        let related = self.targets.values().find(|r| r.kind == kind);
        let path = related.map_or_else(|| format!("word/{kind}.xml"), |r| r.target.clone());
        self.archive.text(&path)
    }
}

fn relations(archive: &Archive<'_>, path: &str, of: &str) -> HashMap<String, Relation> {
    let Some(text) = archive.text(path.trim_start_matches('/')) else {
        return HashMap::new();
    };
    let relation = |e: epub::Element| {
        let (id, target) = (e.get("Id")?, e.get("Target")?);
        let kind = e.get("Type")?.rsplit('/').next().unwrap_or_default().to_owned();
        let outside = e.get("TargetMode").is_some_and(|mode| mode == "External");
        let target = match target.strip_prefix('/') {
            _ if outside => target,
            Some(absolute) => absolute.to_owned(),
            None => epub::resolved(of, &target),
        };
        Some((id, Relation { kind, target }))
    };
    let elements = epub::elements(&text).into_iter();
    elements
        .filter(|e| e.name == "Relationship")
        .filter_map(relation)
        .collect()
}
