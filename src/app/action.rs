//! The one table of actions: keymap, help, footer, command line and documentation are all made from it, so that none
//! of them can lie.
//!
//! Always true here: every action stands in the table once; names are unique; no key sequence of a mode is the start
//! of another one of that mode (a test goes through all of them).

/// Something the reader can do. Verbs; what they do is told in [`TABLE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(
    missing_docs,
    reason = "the table tells it, in the words that the reader sees"
)]
pub enum Action {
    RowDown,
    RowUp,
    PageDown,
    PageUp,
    HalfDown,
    HalfUp,
    NextBlock,
    PreviousBlock,
    NextSentence,
    PreviousSentence,
    Start,
    End,
    Percent,
    JumpBack,
    JumpForward,
    SetMark,
    GoMark,
    Centre,
    NextClaim,
    PreviousClaim,
    NextUnchecked,
    PreviousUnchecked,
    NextMention,
    PreviousMention,
    NextNote,
    PreviousNote,
    Accept,
    Reject,
    Verdict,
    Speaker,
    Evidence,
    Note,
    Tags,
    Restate,
    Status,
    StartBack,
    StartForward,
    EndBack,
    EndForward,
    Snap,
    Review,
    TakeIt,
    Detach,
    Reattach,
    AttachHere,
    Undo,
    Redo,
    Repeat,
    Remove,
    Merge,
    Split,
    Worth,
    SelectCharacters,
    SelectSentences,
    Hint,
    Left,
    Right,
    WordForward,
    WordBack,
    WordEnd,
    LineStart,
    LineEnd,
    SwapEnds,
    TakeWord,
    TakeSentence,
    TakeParagraph,
    Claim,
    Identify,
    Mark,
    Copy,
    Search,
    NextMatch,
    PreviousMatch,
    SearchWord,
    ClearSearch,
    Queue,
    Read,
    Sidebar,
    NextTab,
    PreviousTab,
    ShowClaims,
    ShowEntities,
    ShowNotes,
    ShowOutline,
    ToggleSidebar,
    ItemDown,
    ItemUp,
    FirstItem,
    LastItem,
    Choose,
    Wider,
    Narrower,
    Theme,
    History,
    Diff,
    Older,
    Newer,
    Open,
    Library,
    Export,
    Help,
    CommandLine,
    Submit,
    Cancel,
    Complete,
    CompleteBack,
    ExternalEditor,
    Suspend,
    StopAnalysis,
    Redraw,
    Quit,
}

/// A set of modes, for the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modes(u16);

impl Modes {
    /// Reading.
    pub const READ: Self = Self(1);
    /// One claim at a time.
    pub const QUEUE: Self = Self(2);
    /// Selecting text.
    pub const SELECT: Self = Self(4);
    /// In the sidebar.
    pub const LIST: Self = Self(8);
    /// Reading while matches of a search are shown: looked up before [`Modes::READ`].
    pub const MATCHES: Self = Self(16);
    /// A prompt of one line.
    pub const PROMPT: Self = Self(32);
    /// The note editor.
    pub const EDITOR: Self = Self(64);
    /// The help and other pages to look at.
    pub const PAGE: Self = Self(128);
    /// Looking through annotations whose passage is no longer as it was.
    pub const REVIEW: Self = Self(256);
    /// Looking at what changed since an earlier text of the article.
    pub const DIFF: Self = Self(512);
    /// Each single mode and the name by which the configuration calls it.
    pub const NAMED: [(Self, &'static str); 10] = [
        (Self::READ, "read"),
        (Self::QUEUE, "queue"),
        (Self::SELECT, "select"),
        (Self::LIST, "list"),
        (Self::MATCHES, "matches"),
        (Self::PROMPT, "prompt"),
        (Self::EDITOR, "editor"),
        (Self::PAGE, "page"),
        (Self::REVIEW, "review"),
        (Self::DIFF, "diff"),
    ];

    /// Both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the two share a mode.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Under which heading the help shows an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Group {
    Move,
    Hop,
    Work,
    Select,
    Search,
    View,
    Program,
    Prompt,
}

impl Group {
    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Hop => "Hop",
            Self::Work => "Work on claims",
            Self::Select => "Select and tag",
            Self::Search => "Search",
            Self::View => "Look",
            Self::Program => "Program",
            Self::Prompt => "In prompts and editors",
        }
    }
}

/// What an action takes on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    None,
    /// A number; with keys, the count.
    Count,
    /// A character; with keys, the next one pressed.
    Character,
    /// Words, described for the help.
    Text(&'static str),
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The action.
    pub action: Action,
    /// Its name on the command line and in the configuration.
    pub name: &'static str,
    /// Under which heading the help shows it.
    pub group: Group,
    /// One or two words for the footer.
    pub short: &'static str,
    /// What it does, in a sentence without a full stop.
    pub help: &'static str,
    /// What it takes.
    pub argument: Argument,
    /// Which keys call it in which modes; several sequences are separated by a blank, so a sequence is written without.
    pub keys: &'static [(Modes, &'static [&'static str])],
}

const R: Modes = Modes::READ;
const Q: Modes = Modes::QUEUE;
const S: Modes = Modes::SELECT;
const L: Modes = Modes::LIST;
const RS: Modes = R.and(S);
const RQ: Modes = R.and(Q);
const RQL: Modes = R.and(Q).and(L);
const MAIN: Modes = RQL.and(S);
const LOOK: Modes = Modes::REVIEW.and(Modes::DIFF);
const TEXT: Modes = Modes::PROMPT.and(Modes::EDITOR);

macro_rules! table {
    ($($action:ident $name:literal $group:ident $short:literal $argument:expr, $help:literal, [$($modes:expr => [$($key:literal),*]),*];)*) => {
        /// Every action, in the order of the help.
        pub static TABLE: &[Spec] = &[$(Spec {
            action: Action::$action,
            name: $name,
            group: Group::$group,
            short: $short,
            help: $help,
            argument: $argument,
            keys: &[$(($modes, &[$($key),*])),*],
        }),*];
    };
}

table! {
    RowDown "down" Move "down" Argument::Count, "Scroll one row down (in a selection: move its end)", [RS => ["j", "down"], R => ["C-e"]];
    RowUp "up" Move "up" Argument::Count, "Scroll one row up", [RS => ["k", "up"], R => ["C-y"]];
    PageDown "page-down" Move "page" Argument::Count, "One page down", [RQ => ["space", "pagedown", "C-f"], L.and(Modes::PAGE) => ["pagedown"]];
    PageUp "page-up" Move "page up" Argument::Count, "One page up", [R => ["b", "pageup", "C-b"], Q => ["pageup", "C-b"], L.and(Modes::PAGE) => ["pageup"]];
    HalfDown "half-down" Move "half page" Argument::Count, "Half a page down", [R => ["d", "C-d"], Q => ["C-d"]];
    HalfUp "half-up" Move "half page up" Argument::Count, "Half a page up", [RQ => ["C-u"], R => ["D"]];
    NextBlock "next-block" Move "block" Argument::Count, "To the next paragraph", [RS => ["}"]];
    PreviousBlock "previous-block" Move "block back" Argument::Count, "To the paragraph before", [RS => ["{"]];
    NextSentence "next-sentence" Move "sentence" Argument::Count, "To the next sentence", [RS => [")"]];
    PreviousSentence "previous-sentence" Move "sentence back" Argument::Count, "To the sentence before", [RS => ["("]];
    Start "start" Move "start" Argument::None, "To the start", [RS => ["gg", "home"]];
    End "end" Move "end" Argument::None, "To the end", [RS => ["G", "end"]];
    Percent "percent" Move "percent" Argument::Count, "To a place given in percent of the article (`50%`)", [R => ["%"]];
    JumpBack "jump-back" Move "back" Argument::Count, "Back to where the last jump began", [R => ["C-o"]];
    JumpForward "jump-forward" Move "forward" Argument::Count, "Forward again in the list of jumps (Ctrl-i where the terminal tells it from Tab)", [R => ["C-i", "gi"]];
    SetMark "set-mark" Move "set mark" Argument::Character, "Remember this place under a letter", [R => ["m"]];
    GoMark "go-mark" Move "go to mark" Argument::Character, "Go to the place under a letter (`''`: where the last jump began)", [R => ["'"]];
    Centre "centre" Move "centre" Argument::None, "Bring the reading position to the middle of the page", [RQ => ["zz"]];

    NextClaim "next-claim" Hop "next claim" Argument::Count, "Focus the next claim", [R => ["]c"], Q => ["j", "down", "l", "right"]];
    PreviousClaim "previous-claim" Hop "claim back" Argument::Count, "Focus the claim before", [R => ["[c"], Q => ["k", "up", "h", "left"]];
    NextUnchecked "next-unchecked" Hop "next unchecked" Argument::Count, "Focus the next claim without a verdict", [R => ["]u"], Q => ["tab"]];
    PreviousUnchecked "previous-unchecked" Hop "unchecked back" Argument::Count, "Focus the claim before that has no verdict", [R => ["[u"], Q => ["S-tab"]];
    NextMention "next-mention" Hop "next mention" Argument::Count, "To the next mention of the entity under the cursor or chosen in the sidebar", [R => ["]e"]];
    PreviousMention "previous-mention" Hop "mention back" Argument::Count, "To the mention before", [R => ["[e"]];
    NextNote "next-note" Hop "next note" Argument::Count, "To the next annotation", [R => ["]n"]];
    PreviousNote "previous-note" Hop "note back" Argument::Count, "To the annotation before", [R => ["[n"]];

    Queue "queue" Work "queue" Argument::None, "Work on one claim at a time", [R => ["enter"]];
    Read "read" Work "read" Argument::None, "Back to reading", [Q => ["esc", "enter"], S => ["esc"], L => ["esc"]];
    Accept "accept" Work "accept" Argument::None, "Accept the claim in focus and go on", [RQL => ["a"]];
    Reject "reject" Work "reject" Argument::None, "Reject the claim in focus and go on; it is not suggested again", [RQL => ["x"]];
    Verdict "verdict" Work "verdict" Argument::Text("a verdict or its digit"), "Give the claim in focus a verdict and go on (1 to 9)", [];
    Speaker "speaker" Work "speaker" Argument::Text("a name"), "Change who says the claim in focus", [RQL => ["s"]];
    Evidence "evidence" Work "evidence" Argument::Text("a link, a file or a reference"), "Add evidence to the claim in focus (a leading + or - says that it supports or refutes)", [RQL => ["e"]];
    Note "note" Work "note" Argument::Text("the note"), "Write a note on the selection or the claim in focus", [RQL => ["n"], S => ["n"]];
    Tags "tags" Work "tags" Argument::Text("tags, separated by spaces"), "Set the tags of the selection or the claim in focus", [RQL => ["t"], S => ["t"]];
    Restate "restate" Work "restate" Argument::Text("the claim in your words"), "Put the claim in focus in self-contained words", [RQ => ["r"]];
    Status "status" Work "status" Argument::Text("to check, checking or checked"), "Step the status of the claim in focus, or set it", [RQ => ["K"]];
    StartBack "start-back" Work "start ←" Argument::Count, "Move the claim's start back by a word", [Q => ["["]];
    StartForward "start-forward" Work "start →" Argument::Count, "Move the claim's start on by a word", [Q => ["]"]];
    EndBack "end-back" Work "end ←" Argument::Count, "Move the claim's end back by a word", [Q => ["{"]];
    EndForward "end-forward" Work "end →" Argument::Count, "Move the claim's end on by a word", [Q => ["}"]];
    Snap "snap" Work "snap" Argument::None, "Let the claim take whole sentences", [Q => ["="]];
    Review "review" Work "review" Argument::None, "Look through the annotations whose passage changed, is ambiguous or is gone", [R => ["gr"]];
    TakeIt "take" Work "take it" Argument::None, "The passage shown is the one: the annotation belongs to it now", [Modes::REVIEW => ["y"]];
    Detach "detach" Work "it is gone" Argument::None, "The passage is gone: the annotation is kept without one", [Modes::REVIEW => ["n"]];
    Reattach "reattach" Work "elsewhere" Argument::None, "The passage is elsewhere: select it, then Enter", [Modes::REVIEW => ["r"]];
    AttachHere "attach-here" Work "attach here" Argument::None, "The selection is the passage of the annotation that was being reviewed", [S => ["enter"]];
    Undo "undo" Work "undo" Argument::Count, "Take the last action back, also one of an earlier session", [RQL => ["u"]];
    Redo "redo" Work "redo" Argument::Count, "Do again what was taken back", [RQL => ["C-r"]];
    Repeat "repeat" Work "repeat" Argument::None, "Repeat the last decision on the claim in focus", [RQL => ["."]];
    Remove "remove" Work "remove" Argument::None, "Remove the annotation chosen in the sidebar or under the cursor", [L => ["d"], R => ["gx"]];

    Merge "merge" Work "merge" Argument::Text("a name"), "Let the entity chosen in the sidebar, or under the cursor, be the same as another", [L => ["M"], R => ["gM"]];
    Split "split" Work "split" Argument::Text("a name"), "Let the mentions of an entity that read as the one under the cursor be an entity of their own", [L => ["S"], R => ["gS"]];
    Worth "worth" Work "worth" Argument::Text("0 to 1"), "Suggest only claims at least so much worth checking", [];

    SelectCharacters "select" Select "select" Argument::None, "Select by characters, from the reading position", [R => ["v"]];
    SelectSentences "select-sentences" Select "sentences" Argument::None, "Select by sentences", [RS => ["V"]];
    Hint "hint" Select "pick" Argument::None, "Show a letter on each visible sentence; the letter picks it", [RS => ["f"]];
    Left "left" Select "left" Argument::Count, "Move the end left", [S => ["h", "left"]];
    Right "right" Select "right" Argument::Count, "Move the end right", [S => ["l", "right"]];
    WordForward "word" Select "word" Argument::Count, "Move the end on to the next word", [S => ["w"]];
    WordBack "word-back" Select "word back" Argument::Count, "Move the end back by a word", [S => ["b"]];
    WordEnd "word-end" Select "word end" Argument::Count, "Move the end to the end of the word", [S => ["e"]];
    LineStart "line-start" Select "row start" Argument::None, "Move the end to the start of the row", [S => ["0"]];
    LineEnd "line-end" Select "row end" Argument::None, "Move the end to the end of the row", [S => ["$"]];
    SwapEnds "swap-ends" Select "swap" Argument::None, "Move the other end", [S => ["o"]];
    TakeWord "take-word" Select "word" Argument::None, "Take the word", [S => ["iw", "aw"]];
    TakeSentence "take-sentence" Select "sentence" Argument::None, "Take the sentence", [S => ["is", "as"]];
    TakeParagraph "take-paragraph" Select "paragraph" Argument::None, "Take the paragraph", [S => ["ip", "ap"]];
    Claim "claim" Select "claim" Argument::None, "Make the selection a claim; while reading, pick a sentence by its letter", [RS => ["c"]];
    Identify "identify" Select "entity" Argument::Text("a kind"), "Say that the selection names an entity; its kind's letter follows", [S => ["in", "io", "il", "ig", "id", "ik", "ie", "ia", "it", "im", "iq"]];
    Mark "mark" Select "mark" Argument::None, "Highlight the selection", [S => ["m"]];
    Copy "copy" Select "copy" Argument::None, "Copy the selection or the claim in focus, with its citation", [MAIN => ["y"]];

    Search "search" Search "find" Argument::Text("what to find"), "Find as you type (\\v first: a regular expression)", [MAIN => ["/"]];
    NextMatch "next-match" Search "next" Argument::Count, "To the next match", [Modes::MATCHES => ["n"]];
    PreviousMatch "previous-match" Search "previous" Argument::Count, "To the match before", [R.and(Q) => ["N"]];
    SearchWord "search-word" Search "find word" Argument::None, "Find the word or the entity under the cursor", [R => ["*"]];
    ClearSearch "clear-search" Search "clear" Argument::None, "Put the search away", [Modes::MATCHES => ["esc"]];

    Sidebar "sidebar" View "sidebar" Argument::None, "Into the sidebar", [R => ["tab"]];
    NextTab "next-list" View "lists" Argument::None, "The next of the sidebar's lists", [L => ["tab", "l", "right"]];
    PreviousTab "previous-list" View "list back" Argument::None, "The list before", [L => ["S-tab", "h", "left"]];
    ShowClaims "claims" View "claims" Argument::None, "Show the claims", [R.and(L) => ["gc"]];
    ShowEntities "entities" View "entities" Argument::None, "Show the entities", [R.and(L) => ["ge"]];
    ShowNotes "notes" View "notes" Argument::None, "Show the notes", [R.and(L) => ["gn"]];
    ShowOutline "outline" View "outline" Argument::None, "Show the outline", [R.and(L) => ["go"]];
    ToggleSidebar "toggle-sidebar" View "hide sidebar" Argument::None, "Show or hide the sidebar", [R.and(L) => ["\\"]];
    ItemDown "item-down" View "down" Argument::Count, "The next item", [L.and(LOOK) => ["j", "down"], Modes::PAGE => ["down"], LOOK => ["space"]];
    ItemUp "item-up" View "up" Argument::Count, "The item before", [L.and(LOOK) => ["k", "up"], Modes::PAGE => ["up"]];
    FirstItem "first-item" View "first" Argument::None, "The first item", [L.and(Modes::DIFF) => ["gg", "home"], Modes::PAGE => ["home"]];
    LastItem "last-item" View "last" Argument::None, "The last item", [L.and(Modes::DIFF) => ["G", "end"], Modes::PAGE => ["end"]];
    Choose "choose" View "go there" Argument::None, "Go to the item in the text", [L.and(Modes::DIFF) => ["enter"]];
    Wider "wider" View "wider" Argument::Count, "Make the text column wider", [R => ["+"]];
    Narrower "narrower" View "narrower" Argument::Count, "Make the text column narrower", [R => ["-"]];
    Theme "theme" View "theme" Argument::Text("a theme"), "Change the theme (shown as you type)", [];
    History "history" View "history" Argument::None, "What was done on this article, newest first", [];
    Diff "diff" View "what changed" Argument::Text("which of the earlier texts, 1 the last one read"), "What changed since the article was last read, claim by claim", [R => ["gd"]];
    Older "older" View "older text" Argument::None, "Compare with the text before", [Modes::DIFF => ["["]];
    Newer "newer" View "newer text" Argument::None, "Compare with the text after", [Modes::DIFF => ["]"]];
    Help "help" View "help" Argument::None, "All keys of this mode; type to search", [MAIN => ["?"], RQL => ["F1"]];

    Open "open" Program "open" Argument::Text("a file"), "Open another article (`the tour`: the built-in one)", [];
    Library "library" Program "library" Argument::None, "The articles opened before, the last one first", [R => ["gl"]];
    Export "export" Program "export" Argument::Text("a file"), "Write the notes: Markdown, or what the ending of the file says (html, csv, json)", [R.and(L) => ["E"]];
    CommandLine "command-line" Program "command" Argument::None, "Any action by its name", [MAIN => [":"]];
    Suspend "suspend" Program "suspend" Argument::None, "To the shell; `fg` comes back", [MAIN => ["C-z"]];
    StopAnalysis "stop-analysis" Program "stop analysis" Argument::None, "Leave what is not analysed yet of this article as it is", [];
    Redraw "redraw" Program "redraw" Argument::None, "Draw the screen anew", [MAIN => ["C-l"]];
    Quit "quit" Program "leave" Argument::None, "Leave; all is saved already", [RQL => ["q"], RQL => ["C-c"]];

    Submit "submit" Prompt "done" Argument::None, "Take what was typed", [Modes::PROMPT.and(Modes::PAGE) => ["enter"], Modes::EDITOR => ["C-s", "A-enter"]];
    Cancel "cancel" Prompt "leave" Argument::None, "Leave the prompt, or keep the note and leave the editor; put a page away", [TEXT => ["esc"], Modes::PROMPT.and(Modes::PAGE) => ["C-c"], Modes::PAGE.and(LOOK) => ["esc"], LOOK => ["q"], S => ["C-c"]];
    Complete "complete" Prompt "next" Argument::None, "The next proposal", [Modes::PROMPT => ["tab", "down", "C-n"]];
    CompleteBack "complete-back" Prompt "previous" Argument::None, "The proposal before", [Modes::PROMPT => ["S-tab", "up", "C-p"]];
    ExternalEditor "editor" Prompt "$EDITOR" Argument::None, "Go on writing in $EDITOR", [Modes::EDITOR => ["C-o"]];
}

impl Action {
    /// Its row of the table.
    pub fn spec(self) -> &'static Spec {
        // Every action has a row (a test holds it); the first row stands in to keep the function total.
        TABLE.iter().find(|s| s.action == self).unwrap_or(&TABLE[0])
    }

    /// The action with that name.
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|s| s.name == name).map(|s| s.action)
    }

    /// Whether digits before its keys are a count. Decisions take none by keys: `2u` is a verdict, and takes it back.
    pub fn takes_count(self) -> bool {
        let spec = self.spec();
        spec.argument == Argument::Count && spec.group != Group::Work
    }
}

/// What the footer offers in a mode, most wanted first.
pub fn footer(mode: Modes) -> &'static [Action] {
    use Action as A;
    match mode {
        Modes::QUEUE => &[
            A::Accept,
            A::Reject,
            A::Verdict,
            A::StartForward,
            A::EndForward,
            A::Speaker,
            A::Evidence,
            A::Note,
            A::Undo,
            A::Read,
            A::Help,
        ],
        Modes::SELECT => &[
            A::Claim,
            A::Identify,
            A::Mark,
            A::Note,
            A::Tags,
            A::Copy,
            A::SwapEnds,
            A::TakeSentence,
            A::Read,
            A::Help,
        ],
        Modes::LIST => &[
            A::Choose,
            A::NextTab,
            A::Merge,
            A::Split,
            A::Accept,
            A::Reject,
            A::Verdict,
            A::Note,
            A::Read,
            A::Help,
        ],
        Modes::MATCHES => &[A::NextMatch, A::PreviousMatch, A::ClearSearch, A::Help],
        Modes::PROMPT => &[A::Submit, A::Complete, A::Cancel],
        Modes::EDITOR => &[A::Submit, A::ExternalEditor, A::Cancel],
        Modes::REVIEW => &[
            A::TakeIt,
            A::Detach,
            A::Reattach,
            A::ItemDown,
            A::ItemUp,
            A::Cancel,
        ],
        Modes::DIFF => &[A::ItemDown, A::ItemUp, A::Choose, A::Older, A::Newer, A::Cancel],
        Modes::PAGE => &[A::ItemDown, A::ItemUp, A::Submit, A::Cancel],
        _ => &[
            A::Accept,
            A::Reject,
            A::Verdict,
            A::Note,
            A::Queue,
            A::Claim,
            A::SelectCharacters,
            A::Search,
            A::Sidebar,
            A::Help,
            A::Quit,
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_name_and_action_stands_once() {
        let names: BTreeSet<_> = TABLE.iter().map(|s| s.name).collect();
        let actions: BTreeSet<_> = TABLE.iter().map(|s| s.action).collect();
        assert_eq!(names.len(), TABLE.len());
        assert_eq!(actions.len(), TABLE.len());
        for spec in TABLE {
            assert!(
                !spec.help.ends_with('.') && !spec.short.is_empty(),
                "{}",
                spec.name
            );
            assert_eq!(Action::named(spec.name), Some(spec.action));
        }
    }

    #[test]
    fn the_footer_names_keys_that_exist() {
        for (mode, name) in Modes::NAMED {
            for action in footer(mode) {
                let bound = action
                    .spec()
                    .keys
                    .iter()
                    .any(|(m, _)| m.meets(mode) || mode == Modes::MATCHES);
                assert!(bound || *action == Action::Verdict, "{name}: {action:?}");
            }
        }
    }
}
