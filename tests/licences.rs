//! The licences that the program carries are those of what it is made of.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use toml::Value;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Name and version of each crate that is compiled into the program or builds it, on any platform.
fn locked() -> BTreeSet<String> {
    let lock: Value = toml::from_str(&read("Cargo.lock")).unwrap();
    let manifest: Value = toml::from_str(&read("Cargo.toml")).unwrap();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
    let packages = lock["package"].as_array().unwrap();
    let mut by_name: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for package in packages {
        by_name.entry(text(package, "name")).or_default().push(package);
    }
    let needed = |name: &str| {
        let all = [
            &manifest["dependencies"],
            &manifest["target"]["cfg(unix)"]["dependencies"],
        ];
        all.iter().any(|dependencies| dependencies.get(name).is_some())
    };
    let mut seen = BTreeSet::new();
    let mut todo = vec!["postil".to_owned()];
    while let Some(dependency) = todo.pop() {
        // 'name' or, if there are several versions, 'name version'.
        let (name, version) = match dependency.split_once(' ') {
            Some((name, version)) => (name, Some(version)),
            None => (&*dependency, None),
        };
        for package in &by_name[name] {
            let full = format!("{name} {}", text(package, "version"));
            if version.is_some_and(|version| version != text(package, "version")) || !seen.insert(full) {
                continue;
            }
            for next in package
                .get("dependencies")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                let next = next.as_str().unwrap();
                let crate_name = next.split(' ').next().unwrap();
                if name != "postil" || needed(crate_name) {
                    todo.push(next.to_owned());
                }
            }
        }
    }
    seen.retain(|package| !package.starts_with("postil "));
    seen
}

#[test]
fn the_licences_of_all_crates_are_listed() {
    let listed = read("assets/LICENSES/crates.txt");
    let listed: BTreeSet<&str> = listed
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with("----"))
        .filter(|line| !line.is_empty() && !line.starts_with(' '))
        .map(|line| line.split(':').next().unwrap())
        .collect();
    let locked = locked();
    // The list is shorter: crates that only run during the build are not part of the program.
    let wrong: Vec<_> = listed
        .iter()
        .filter(|package| !locked.contains(**package))
        .collect();
    assert!(
        wrong.is_empty(),
        "cargo run --example licences > assets/LICENSES/crates.txt; outdated: {wrong:?}"
    );
    let manifest: Value = toml::from_str(&read("Cargo.toml")).unwrap();
    for dependency in manifest["dependencies"].as_table().unwrap().keys() {
        let is_listed = listed
            .iter()
            .any(|package| package.starts_with(&format!("{dependency} ")));
        assert!(
            is_listed,
            "cargo run --example licences > assets/LICENSES/crates.txt; missing: {dependency}"
        );
    }
    assert!(
        listed.len() * 10 > locked.len() * 7,
        "{} of {}",
        listed.len(),
        locked.len()
    );
}

#[test]
fn every_asset_is_named() {
    let notice = read("assets/LICENSES/data.txt")
        + &read("docs/analysis-names.md")
        + &read("docs/lexicon.md")
        + &read("docs/matching.md");
    let assets = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets")).unwrap();
    for asset in assets {
        let name = asset.unwrap().file_name().into_string().unwrap();
        if !["lang", "LICENSES", "tour.md"].contains(&&*name) {
            assert!(notice.contains(&name), "{name}");
        }
    }
}
