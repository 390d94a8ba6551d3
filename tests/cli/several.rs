//! Several articles, and folders, on the command line.

use crate::Home;

#[test]
fn an_article_is_read_as_plain_lines() {
    let home = Home::new();
    home.write(
        "a.md",
        "# A bridge\n\nThe mayor said that the bridge will open in May.\n\n> It is late.\n",
    );
    let plain = home.ok(&["--linear", "a.md"]);
    assert!(
        plain.starts_with("Title: A bridge\nThe mayor said that the bridge"),
        "{plain}"
    );
    assert!(plain.contains("\n    Suggested claim, by "), "{plain}");
    assert!(plain.contains("\nQuotation: It is late.\n"), "{plain}");
    home.ok(&[
        "annotate",
        "a.md",
        "--quote",
        "the bridge will open in May",
        "--claim",
        "--verdict",
        "refuted",
        "--note",
        "in June",
    ]);
    let told = home.ok(&["a.md", "--linear"]);
    assert!(told.contains("    Yours, refuted: "), "{told}");
    assert!(told.contains("in June"), "{told}");
    let suggested = |text: &str| text.matches("Suggested claim").count();
    assert!(
        suggested(&told) < suggested(&plain),
        "what is decided is not suggested: {told}"
    );
    assert!(!told.contains('\u{1b}'));
    assert_eq!(home.run(&["--linear", "a.md", "a.md"]).status.code(), Some(2));
}

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
    // Without a terminal nothing is shown, but the arguments are understood.
    for args in [&["empty"][..], &["b.txt", "empty"], &["b.txt", "empty/a.txt"]] {
        let out = home.run(args);
        let told = String::from_utf8(out.stderr).unwrap();
        assert!(
            told.contains("standard output is not a terminal"),
            "{args:?}: {told}"
        );
    }
    let out = home.run(&["-", "b.txt"]);
    assert_eq!(out.status.code(), Some(2));
}
