//! Settings on the command line: errors with their position and a suggestion; the initial file.

use crate::Home;

/// Every possible error in one file.
const WRONG: &str = r#"(
    theme: "papr",
    measur: 70,
    keys: {
        "raed": { "Q": "quit" },
        "read": {
            "Z": "previos-claim",
        },
    },
)
"#;

fn with_settings(text: &str) -> (Home, String) {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join(".config/postil")).unwrap();
    home.write(".config/postil/config.ron", text);
    let file = home.path().join(".config/postil/config.ron");
    let file = file.display().to_string();
    (home, file)
}

#[test]
fn every_mistake_is_told_with_its_place_and_what_was_meant() {
    let (home, file) = with_settings(WRONG);
    let wanted = [
        "line 2, column 5: theme: no theme is called 'papr'; did you mean 'paper'?",
        "line 3, column 11: 'measur' is not a setting and is ignored; did you mean 'measure'?",
        "keys, raed: there is no mode of that name; did you mean 'read'?",
        "keys, read, Z: no action is called ‘previos-claim’; did you mean 'previous-claim'?",
    ];
    let keys = home.run(&["keys"]);
    let doctor = home.run(&["doctor"]);
    assert_eq!((keys.status.code(), doctor.status.code()), (Some(0), Some(1)));
    for told in [
        String::from_utf8(keys.stderr).unwrap(),
        String::from_utf8(doctor.stdout).unwrap(),
    ] {
        for want in wanted {
            assert!(told.contains(want), "‘{want}’ in:\n{told}");
        }
        // Each with the file and its line.
        assert!(told.contains(&format!("{file}: line 5, column")), "{told}");
        assert!(told.contains(&format!("{file}: line 7, column")), "{told}");
    }
}

#[test]
fn a_file_that_is_broken_as_a_whole_says_what_that_costs() {
    let (home, file) = with_settings("(\n    measure: 70\n    sidebar: 30,\n)\n");
    let told = String::from_utf8(home.run(&["doctor"]).stdout).unwrap();
    assert!(told.contains(&format!("{file}: line 3, column")), "{told}");
    assert!(
        told.contains("until this is fixed no setting of the file is used"),
        "{told}"
    );
}

#[test]
fn a_settings_file_is_written_once() {
    let home = Home::new();
    let shown = home.ok(&["config"]);
    let out = home.run(&["config", "--init"]);
    assert_eq!(out.status.code(), Some(0), "{out:?}");
    let file = home.path().join(".config/postil/config.ron");
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(written, shown);
    let (settings, problems) = postil::config::Settings::parse(&written);
    assert_eq!(
        (settings, problems),
        (postil::config::Settings::default(), vec![])
    );
    std::fs::write(&file, "(measure: 50)").unwrap();
    let again = home.run(&["config", "--init"]);
    assert_eq!(again.status.code(), Some(4));
    let told = String::from_utf8(again.stderr).unwrap();
    assert!(told.contains("already exists; it was not changed"), "{told}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "(measure: 50)");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |p: &std::path::Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    }
}

#[test]
fn the_doctor_finds_nothing_wrong_in_a_new_home_and_says_what_is() {
    let home = Home::new();
    let told = home.ok(&["doctor"]);
    for part in ["Terminal", "Folders", "Settings", "Library", "Nothing is wrong."] {
        assert!(told.contains(part), "{told}");
    }
    assert!(!home.path().join(".config").exists(), "it changes nothing");
    let dumb = home.command(&["doctor"]).env("TERM", "dumb").output().unwrap();
    assert_eq!(dumb.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&dumb.stdout).contains("postil --linear"),
        "{dumb:?}"
    );
    home.write(".local", "a file in the place of a folder");
    let out = home.run(&["doctor"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stdout).contains("! data"), "{out:?}");
}
