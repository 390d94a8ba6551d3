//! A user's program that finds claims too: it never delays the keys, and ends with the reader.

use super::run::{Run, home};

const SLOW: &str = r#"
read -r line
while [ ! -e go ]; do sleep 0.05; done
echo '{"type":"engine","name":"oracle"}'
echo '{"type":"claim","start":0,"end":5,"speaker":"Zorblax","check_worthiness":1}'
echo '{"type":"entity","kind":"person","start":0,"end":99999}'
echo '{"type":"done"}'
sleep 653 & echo $! > child; wait
"#;

#[test]
fn a_slow_program_holds_nothing_up_and_ends_with_the_reader() {
    let home = home();
    let path = |name: &str| home.path().join(name);
    std::fs::write(path("slow.sh"), SLOW).unwrap();
    std::fs::write(
        path("b.txt"),
        "Boats and bridges\n\nBoats will sail again in June, Ida Lund said.\n",
    )
    .unwrap();
    let mut run = Run::start(
        home.path(),
        "\"$POSTIL\" b.txt --extractor 'sh slow.sh'; echo ended with $?",
    );
    run.wait("asking the extractor");
    // The reader responds meanwhile.
    run.press("?");
    run.wait("type to search");
    run.press("\u{1b}");
    std::fs::write(path("go"), "").unwrap();
    run.wait("oracle: 1 line of the answer was left out: line 3");
    run.wait("Zorblax");
    run.wait("oracle");
    run.press("q");
    run.wait("ended with 0");
    let child = std::fs::read_to_string(path("child")).unwrap_or_default();
    let left = std::fs::read_to_string(format!("/proc/{}/cmdline", child.trim()));
    assert!(
        !left.is_ok_and(|command| command.contains("653")),
        "the program is still there"
    );
}

#[test]
fn a_program_that_cannot_be_started_costs_nothing_but_itself() {
    let home = home();
    let path = |name: &str| home.path().join(name);
    std::fs::write(path("b.txt"), "Boats will sail again in June, Ida Lund said.\n").unwrap();
    std::fs::create_dir_all(path("config/postil")).unwrap();
    std::fs::write(
        path("config/postil/config.ron"),
        "(extractor: \"no-such-program\")",
    )
    .unwrap();
    let mut run = Run::start(home.path(), "\"$POSTIL\" b.txt; echo ended with $?");
    run.wait("there is no program ‘no-such-program’");
    run.wait("Ida Lund");
    run.press("q");
    run.wait("ended with 0");
}
