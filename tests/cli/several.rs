//! Several articles, and folders, on the command line.

use crate::Home;

#[test]
fn a_folder_is_read_for_its_articles() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("empty")).unwrap();
    home.write("empty/notes.xyz", "no article");
    let out = home.run(&["empty"]);
    assert_eq!(out.status.code(), Some(3));
    let told = String::from_utf8(out.stderr).unwrap();
    assert!(
        told.contains("empty: no file in this folder can be read (txt,"),
        "{told}"
    );
    home.write("empty/a.txt", "An article.");
    home.write("b.txt", "Another.");
    // Without a terminal nothing is shown, but what was named is understood.
    for args in [&["empty"][..], &["b.txt", "empty"], &["b.txt", "empty/a.txt"]] {
        let out = home.run(args);
        let told = String::from_utf8(out.stderr).unwrap();
        assert!(
            told.contains("standard output is no terminal"),
            "{args:?}: {told}"
        );
    }
    let out = home.run(&["-", "b.txt"]);
    assert_eq!(out.status.code(), Some(2));
}
