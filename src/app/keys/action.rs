//! The table of actions, from which keymap, help, footer, command line and documentation are generated, so that they cannot disagree.
//!
//! To add an action, add a row; `CONTRIBUTING.md` describes the steps.
//!
//! Invariants: every action is in the table once; names are unique; no key sequence of a mode is a prefix of another one of that mode (a
//! test checks all of them).

/// A set of modes, for the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modes(u32);

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
    /// The help and other pages.
    pub const PAGE: Self = Self(128);
    /// Reviewing annotations whose passage has changed.
    pub const REVIEW: Self = Self(256);
    /// The changes since an earlier text of the article.
    pub const DIFF: Self = Self(512);
    /// Picking a sentence by its letter.
    pub const PICK: Self = Self(1024);
    /// The question whether the article is a known one.
    pub const IDENTITY: Self = Self(2048);
    /// Leaving while notes are not on disk.
    pub const LEAVE: Self = Self(4096);
    /// The question about rescue copies of an earlier run.
    pub const KEPT: Self = Self(8192);
    /// On the card of a claim, a note, a highlight or an entity.
    pub const CARD: Self = Self(16384);
    /// At the end of the queue.
    pub const FINISHED: Self = Self(32768);
    /// The question what to do with a link.
    pub const LINK: Self = Self(65536);
    /// Settling differences with another person's notes.
    pub const SETTLE: Self = Self(131_072);
    /// Looking at the library.
    pub const SHELF: Self = Self(262_144);
    /// Each single mode and the name by which the configuration calls it.
    pub const NAMED: [(Self, &'static str); 19] = [
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
        (Self::PICK, "pick"),
        (Self::IDENTITY, "identity"),
        (Self::LEAVE, "leave"),
        (Self::KEPT, "kept"),
        (Self::LINK, "link"),
        (Self::CARD, "card"),
        (Self::FINISHED, "finished"),
        (Self::SETTLE, "settle"),
        (Self::SHELF, "library"),
    ];

    /// The union of both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The name of a single mode.
    pub fn name(self) -> &'static str {
        let mode = Self::NAMED.iter().find(|(mode, _)| *mode == self);
        mode.map_or("here", |(_, name)| name)
    }

    /// Whether the two have a mode in common.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The heading under which the help lists an action.
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

/// The argument of an action on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    None,
    /// A number; with keys, the count.
    Count,
    /// A character; with keys, the next one pressed.
    Character,
    /// Words; the description is for the help.
    Text(&'static str),
    /// The same; with keys, the next character selects the value.
    Choice(&'static str),
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The action.
    pub action: Action,
    /// Its name on the command line and in the configuration.
    pub name: &'static str,
    /// The heading under which the help lists it.
    pub group: Group,
    /// One or two words for the footer.
    pub short: &'static str,
    /// What it does, in a sentence without a full stop.
    pub help: &'static str,
    /// Its argument.
    pub argument: Argument,
    /// Its keys by mode. Spaces separate alternative sequences, so a sequence contains none.
    pub keys: &'static [(Modes, &'static [&'static str])],
}

const R: Modes = Modes::READ;
const Q: Modes = Modes::QUEUE;
const S: Modes = Modes::SELECT;
const L: Modes = Modes::LIST;
const RS: Modes = R.and(S);
const RQ: Modes = R.and(Q);
const RQL: Modes = R.and(Q).and(L);
/// The modes for working on claims and annotations.
const WORK: Modes = RQL.and(Modes::CARD);
const MAIN: Modes = WORK.and(S);
/// What is searched by typing.
const PAGES: Modes = Modes::PAGE.and(Modes::SHELF);
const LOOK: Modes = Modes::REVIEW
    .and(Modes::DIFF)
    .and(Modes::IDENTITY)
    .and(Modes::SETTLE);

/// Passes the table to a macro: each action with its name, heading, footer words, argument, help, keys, and its function in `handlers`.
/// Everything generated from the table (the enum, the rows below, the dispatch) is complete.
macro_rules! actions {
    ($use:ident) => {
        $use! {
            RowDown "down" Move "down" Argument::Count, "Scroll one row down (in a selection: move its end)", [RS => ["j", "down"], R => ["C-e"]] => movement::row_down;
            RowUp "up" Move "up" Argument::Count, "Scroll one row up", [RS => ["k", "up"], R => ["C-y"]] => movement::row_up;
            PageDown "page-down" Move "page" Argument::Count, "One page down", [RQ => ["space", "pagedown", "C-f"], L.and(PAGES) => ["pagedown"]] => movement::page_down;
            PageUp "page-up" Move "page up" Argument::Count, "One page up", [R => ["b", "pageup", "C-b"], Q => ["pageup", "C-b"], L.and(PAGES) => ["pageup"]] => movement::page_up;
            HalfDown "half-down" Move "half page" Argument::Count, "Half a page down", [R => ["d", "C-d"], Q => ["C-d"]] => movement::half_down;
            HalfUp "half-up" Move "half page up" Argument::Count, "Half a page up", [RQ => ["C-u"], R => ["D"]] => movement::half_up;
            NextBlock "next-block" Move "block" Argument::Count, "To the next paragraph", [RS => ["}"]] => movement::next_block;
            PreviousBlock "previous-block" Move "block back" Argument::Count, "To the paragraph before", [RS => ["{"]] => movement::previous_block;
            NextSentence "next-sentence" Move "sentence" Argument::Count, "To the next sentence", [RS => [")"]] => movement::next_sentence;
            PreviousSentence "previous-sentence" Move "sentence back" Argument::Count, "To the sentence before", [RS => ["("]] => movement::previous_sentence;
            Start "start" Move "start" Argument::None, "To the start", [RS => ["gg", "home"]] => movement::start;
            End "end" Move "end" Argument::None, "To the end", [RS => ["G", "end"]] => movement::end;
            Percent "percent" Move "percent" Argument::Count, "To a place given in percent of the article (`50%`)", [R => ["%"]] => movement::percent;
            JumpBack "jump-back" Move "back" Argument::Count, "Back to where the last jump began", [R => ["C-o"]] => movement::jump_back;
            JumpForward "jump-forward" Move "forward" Argument::Count, "Forward again in the list of jumps (Ctrl-i where the terminal tells it from Tab)", [R => ["C-i", "gi"]] => movement::jump_forward;
            SetMark "set-mark" Move "set mark" Argument::Character, "Remember this place under a letter", [R => ["m"]] => movement::set_mark;
            GoMark "go-mark" Move "go to mark" Argument::Character, "Go to the place under a letter (`''`: where the last jump began)", [R => ["'"]] => movement::go_mark;
            Centre "centre" Move "centre" Argument::None, "Bring the reading position to the middle of the page", [RQ => ["zz"]] => movement::row_to_middle;
            RowToTop "row-to-top" Move "to the top" Argument::None, "Bring the reading position to the top of the page", [RQ => ["zt"]] => movement::row_to_top;
            RowToBottom "row-to-bottom" Move "to the bottom" Argument::None, "Bring the reading position to the bottom of the page", [RQ => ["zb"]] => movement::row_to_bottom;

            NextClaim "next-claim" Hop "next claim" Argument::Count, "Focus the next claim", [R.and(Modes::CARD) => ["]c"], Q => ["j", "down", "l", "right"]] => hops::next_claim;
            PreviousClaim "previous-claim" Hop "claim back" Argument::Count, "Focus the claim before", [R.and(Modes::CARD) => ["[c"], Q => ["k", "up", "h", "left"]] => hops::previous_claim;
            NextUnchecked "next-unchecked" Hop "next unchecked" Argument::Count, "Focus the next claim without a verdict", [R => ["]u"], Q => ["tab"]] => hops::next_unchecked;
            PreviousUnchecked "previous-unchecked" Hop "unchecked back" Argument::Count, "Focus the claim before that has no verdict", [R => ["[u"], Q => ["S-tab"]] => hops::previous_unchecked;
            NextLacking "next-lacking" Hop "no evidence" Argument::None, "Focus the next claim with a verdict and without evidence", [R => ["]l"], Modes::FINISHED => ["]"]] => hops::next_lacking;
            NextMention "next-mention" Hop "next mention" Argument::Count, "To the next mention of the entity under the cursor or chosen in the sidebar", [R => ["]e"]] => hops::next_mention;
            PreviousMention "previous-mention" Hop "mention back" Argument::Count, "To the mention before", [R => ["[e"]] => hops::previous_mention;
            At "at" Hop "at" Argument::Text("the id of an annotation"), "To an annotation by its id, as exports give it", [] => hops::at;
            GoElsewhere "go-elsewhere" Hop "elsewhere" Argument::Count, "To where the claim is known from: the same claim, or another figure; `jump-back` comes back (a count says which)", [WORK => ["gk"]] => elsewhere::go_elsewhere;
            NextNote "next-note" Hop "next note" Argument::Count, "To the next annotation", [R => ["]n"]] => hops::next_note;
            PreviousNote "previous-note" Hop "note back" Argument::Count, "To the annotation before", [R => ["[n"]] => hops::previous_note;

            Queue "queue" Work "queue" Argument::None, "Work on one claim at a time, from the one in focus on", [R => ["enter"]] => view::queue;
            Read "read" Work "read" Argument::None, "Back to reading", [Q => ["esc", "enter"], S => ["esc"], L => ["esc"]] => view::read;
            Accept "accept" Work "accept" Argument::None, "Accept the claim in focus and go on", [WORK => ["a"]] => decide::accept;
            Reject "reject" Work "reject" Argument::None, "Reject the claim in focus and go on; it is not suggested again", [WORK => ["x"]] => decide::reject;
            Verdict "verdict" Work "verdict" Argument::Choice("a verdict or its digit"), "Give the claim in focus a verdict and go on; its digit or first letter follows (in the queue and the lists its digit alone)", [R => [","]] => decide::verdict;
            Speaker "speaker" Work "speaker" Argument::Text("a name"), "Change who says the claim in focus", [WORK.and(Modes::FINISHED) => ["s"]] => decide::speaker;
            Evidence "evidence" Work "evidence" Argument::Text("a link, a file or a reference"), "Add evidence to the claim in focus (a leading + or - says that it supports or refutes)", [WORK.and(Modes::FINISHED) => ["e"]] => decide::evidence;
            Note "note" Work "note" Argument::Text("the note"), "Write a note on the selection or the claim in focus", [WORK.and(Modes::FINISHED) => ["n"], S => ["n"]] => decide::note;
            Tags "tags" Work "tags" Argument::Text("tags, separated by spaces"), "Set the tags of the selection or the claim in focus", [WORK.and(Modes::FINISHED) => ["t"], S => ["t"]] => decide::tags;
            Restate "restate" Work "restate" Argument::Text("the claim in your words"), "Put the claim in focus in self-contained words", [RQ.and(Modes::CARD).and(Modes::FINISHED) => ["r"]] => decide::restate;
            Status "status" Work "status" Argument::Text("to check, checking or checked"), "Step the status of the claim in focus, or set it", [RQ.and(Modes::CARD) => ["K"]] => decide::status;
            Adopt "adopt" Work "adopt" Argument::Count, "Give the claim the verdict and the evidence that it has elsewhere (a count says which)", [WORK => ["gy"]] => elsewhere::adopt;
            NotTheSame "not-the-same" Work "not the same" Argument::Count, "The claim is not the one known from elsewhere, or its figure measures something else: it is not shown again", [WORK => ["g-"]] => elsewhere::not_the_same;
            StartBack "start-back" Work "start ←" Argument::Count, "Move the claim's start back by a word", [Q => ["["]] => bounds::start_back;
            StartForward "start-forward" Work "start →" Argument::Count, "Move the claim's start on by a word", [Q => ["]"]] => bounds::start_forward;
            EndBack "end-back" Work "end ←" Argument::Count, "Move the claim's end back by a word", [Q => ["{"]] => bounds::end_back;
            EndForward "end-forward" Work "end →" Argument::Count, "Move the claim's end on by a word", [Q => ["}"]] => bounds::end_forward;
            Snap "snap" Work "snap" Argument::None, "Let the claim take whole sentences", [Q => ["="]] => bounds::snap;
            Review "review" Work "review" Argument::None, "Look through the annotations whose passage changed, is ambiguous or is gone", [R => ["gr"]] => review::review;
            TakeIt "take" Work "take it" Argument::None, "The passage shown is the one: the annotation belongs to it now", [Modes::REVIEW => ["y"]] => review::take_it;
            Detach "detach" Work "it is gone" Argument::None, "The passage is gone: the annotation is kept without one", [Modes::REVIEW => ["n"]] => review::detach;
            Reattach "reattach" Work "elsewhere" Argument::None, "The passage is elsewhere: select it, then Enter", [Modes::REVIEW => ["r"]] => review::reattach;
            AttachHere "attach-here" Work "attach here" Argument::None, "The selection is the passage of the annotation that was being reviewed", [S => ["enter"]] => review::attach_here;
            Agree "agree" Work "agree" Argument::Text("another person's notes file"), "Compare your claims and verdicts with another person's, and settle each difference", [] => settle::agree;
            TakeMine "take-mine" Work "mine" Argument::None, "Settle the difference: yours stays as it is", [Modes::SETTLE => ["m"]] => settle::settle;
            TakeTheirs "take-theirs" Work "theirs" Argument::None, "Settle the difference: the other's verdict and speaker count, their note is added to yours", [Modes::SETTLE => ["t"]] => settle::settle;
            KeepBoth "keep-both" Work "both" Argument::None, "Settle the difference: yours counts, and what the other decided is written under your note", [Modes::SETTLE => ["b"]] => settle::settle;
            Undo "undo" Work "undo" Argument::Count, "Take the last action back; one of an earlier session after asking", [WORK.and(Modes::FINISHED).and(Modes::SETTLE) => ["u"]] => history::undo;
            Redo "redo" Work "redo" Argument::Count, "Do again what was taken back", [WORK => ["C-r"]] => history::redo;
            Repeat "repeat" Work "repeat" Argument::None, "Repeat the last decision on the claim in focus", [WORK => ["."]] => decide::repeat;
            Remove "remove" Work "remove" Argument::None, "Remove the annotation chosen in the sidebar or under the cursor, or what the chosen line of a card is about", [L.and(Modes::CARD) => ["d"], R => ["gx"]] => tag::remove;

            Merge "merge" Work "merge" Argument::Text("a name"), "Let the entity chosen in the sidebar, or under the cursor, be the same as another", [L => ["M"], R => ["gM"]] => tag::merge;
            Split "split" Work "split" Argument::Text("a name"), "Let the mentions of an entity that read as the one under the cursor be an entity of their own", [L => ["S"], R => ["gS"]] => tag::split;
            Worth "worth" Work "worth" Argument::Text("0 to 1"), "Suggest only claims at least so much worth checking", [] => view::worth;

            SelectCharacters "select" Select "select" Argument::None, "Select by characters, from the reading position", [R => ["v"]] => select::select_characters;
            SelectSentences "select-sentences" Select "sentences" Argument::None, "Select by sentences", [RS => ["V"]] => select::select_sentences;
            Hint "hint" Select "pick" Argument::None, "Show a letter on each visible sentence; the letter picks it", [RS => ["f"]] => select::hint;
            Left "left" Select "left" Argument::Count, "Move the end left", [S => ["h", "left"]] => select::left;
            Right "right" Select "right" Argument::Count, "Move the end right", [S => ["l", "right"]] => select::right;
            WordForward "word" Select "word" Argument::Count, "Move the end on to the next word", [S => ["w"]] => select::word_forward;
            WordBack "word-back" Select "word back" Argument::Count, "Move the end back by a word", [S => ["b"]] => select::word_back;
            WordEnd "word-end" Select "word end" Argument::Count, "Move the end to the end of the word", [S => ["e"]] => select::word_end;
            LineStart "line-start" Select "row start" Argument::None, "Move the end to the start of the row", [S => ["0"]] => select::line_start;
            LineEnd "line-end" Select "row end" Argument::None, "Move the end to the end of the row", [S => ["$"]] => select::line_end;
            SwapEnds "swap-ends" Select "swap" Argument::None, "Move the other end", [S => ["o"]] => select::swap_ends;
            TakeWord "take-word" Select "word" Argument::None, "Take the word", [S => ["aw"]] => select::take_word;
            TakeSentence "take-sentence" Select "sentence" Argument::None, "Take the sentence", [S => ["as"]] => select::take_sentence;
            TakeParagraph "take-paragraph" Select "paragraph" Argument::None, "Take the paragraph", [S => ["ap"]] => select::take_paragraph;
            Claim "claim" Select "claim" Argument::None, "Make the selection a claim; while reading, pick a sentence by its letter", [RS => ["c"]] => tag::claim;
            Identify "identify" Select "entity" Argument::Text("a kind"), "Say that the selection names an entity; its kind's letter follows", [S => ["ip", "io", "il", "ig", "id", "ik", "ie", "ia", "it", "im", "iq"]] => tag::identify;
            Mark "mark" Select "mark" Argument::None, "Highlight the selection", [S => ["m"]] => tag::mark;
            MarkAs "mark-as" Select "mark as" Argument::Choice("a kind of highlight or its digit"), "Highlight the selection as one of your kinds; its digit or first letter follows", [S => ["M"]] => tag::mark_as;
            Copy "copy" Select "copy" Argument::None, "Copy the selection or the claim in focus, with its citation", [MAIN => ["y"]] => select::copy;

            Search "find" Search "find" Argument::Text("what to find"), "Find as you type (\\v first: a regular expression)", [RS.and(Q) => ["/"]] => search::search;
            NextMatch "next-match" Search "next" Argument::Count, "To the next match", [Modes::MATCHES => ["n"]] => search::next_match;
            PreviousMatch "previous-match" Search "previous" Argument::Count, "To the match before", [R.and(Q) => ["N"]] => search::previous_match;
            SearchWord "search-word" Search "find word" Argument::None, "Find the word or the entity under the cursor", [R => ["*"]] => search::search_word;
            Filter "filter" Search "filter" Argument::Text("words, speaker: kind: status: tag: verdict:"), "List only what matches: words, and fields as in `speaker:beeler verdict:none`", [L => ["/"]] => fold::filter;
            ClearSearch "clear-search" Search "clear" Argument::None, "Put the search away", [Modes::MATCHES => ["esc"]] => search::clear_search;

            Sidebar "sidebar" View "sidebar" Argument::None, "Into the sidebar", [R => ["tab"]] => lists::sidebar;
            NextTab "next-list" View "lists" Argument::None, "The next of the sidebar's lists", [L => ["tab", "l", "right"]] => lists::next_tab;
            PreviousTab "previous-list" View "list back" Argument::None, "The list before", [L => ["S-tab", "h", "left"]] => lists::previous_tab;
            ShowClaims "claims" View "claims" Argument::None, "Show the claims", [R.and(L) => ["gc"]] => lists::show_claims;
            ShowEntities "entities" View "entities" Argument::None, "Show the entities", [R.and(L) => ["ge"]] => lists::show_entities;
            ShowNotes "notes" View "notes" Argument::None, "Show the notes", [R.and(L) => ["gn"]] => lists::show_notes;
            ShowOutline "outline" View "outline" Argument::None, "Show the outline", [R.and(L) => ["go"]] => lists::show_outline;
            ToggleSidebar "toggle-sidebar" View "hide sidebar" Argument::None, "Show or hide the sidebar", [R.and(L) => ["\\"]] => lists::toggle_sidebar;
            ItemDown "item-down" View "down" Argument::Count, "The next item", [L.and(LOOK).and(Modes::CARD) => ["j", "down"], PAGES => ["down"], LOOK => ["space"]] => lists::item_down;
            ItemUp "item-up" View "up" Argument::Count, "The item before", [L.and(LOOK).and(Modes::CARD) => ["k", "up"], PAGES => ["up"]] => lists::item_up;
            FirstItem "first-item" View "first" Argument::None, "The first item", [L.and(Modes::DIFF).and(Modes::CARD).and(Modes::SETTLE) => ["gg", "home"], PAGES => ["home"]] => lists::first_item;
            LastItem "last-item" View "last" Argument::None, "The last item", [L.and(Modes::DIFF).and(Modes::CARD).and(Modes::SETTLE) => ["G", "end"], PAGES => ["end"]] => lists::last_item;
            Choose "choose" View "go there" Argument::None, "Go to the item in the text", [L.and(Modes::DIFF).and(Modes::SETTLE) => ["enter"]] => lists::choose;
            Peek "peek" View "peek" Argument::None, "Show what is written about a passage of the page beside it; again: the next one", [R => ["p"]] => peek::peek;
            Card "card" View "card" Argument::None, "The card of the claim in focus or of what is chosen: all that is known and written of it", [RQL => ["o"]] => card::card;
            Change "change" View "change" Argument::None, "Change what the chosen line of the card is about, or go there", [Modes::CARD => ["enter"]] => card::change;
            CloseCard "close-card" View "back" Argument::None, "Put the card away", [Modes::CARD => ["esc", "q", "o", "h", "left"]] => card::close_card;
            Wider "wider" View "wider" Argument::Count, "Make the text column wider", [R => ["+"]] => view::wider;
            Narrower "narrower" View "narrower" Argument::Count, "Make the text column narrower", [R => ["-"]] => view::narrower;
            FoldMarked "fold-marked" View "marked" Argument::None, "Fold the article to what you marked: claims, highlights, notes", [R.and(L) => ["zm"]] => fold::marked;
            FoldUnchecked "fold-unchecked" View "unchecked" Argument::None, "Fold the article to the claims without a verdict", [R.and(L) => ["zu"]] => fold::unchecked;
            FoldMatching "fold" View "filtered…" Argument::Text("words, speaker: kind: status: tag: verdict:"), "Fold the article to what matches a filter", [R.and(L) => ["zf"]] => fold::matching;
            UnfoldHere "unfold-here" View "more here" Argument::Count, "Show a paragraph more before and after what is shown at the reading position", [R => ["zo"]] => fold::open_here;
            Unfold "unfold" View "unfold" Argument::None, "Show the whole article again", [R.and(L) => ["zn", "zR"]] => fold::unfold;
            Minimal "minimal" View "text alone" Argument::None, "Show the text alone, or the rest too", [R => ["Z"]] => fold::minimal;
            Theme "theme" View "theme" Argument::Text("a theme"), "Change the theme (shown as you type)", [] => view::theme;
            History "history" View "history" Argument::None, "What was done on this article, newest first", [] => history::history;
            Diff "diff" View "what changed" Argument::Text("which of the earlier texts, 1 the last one read"), "What changed since the article was last read, claim by claim", [R => ["gd"]] => view::diff;
            Older "older" View "older text" Argument::None, "Compare with the text before", [Modes::DIFF => ["["]] => view::older;
            Newer "newer" View "newer text" Argument::None, "Compare with the text after", [Modes::DIFF => ["]"]] => view::newer;
            Help "help" View "help" Argument::None, "All keys of this mode; type to search", [MAIN => ["?"], WORK => ["F1"]] => view::help;

            Open "open" Program "open" Argument::Text("a file"), "Open another article (`the tour`: the built-in one); without a name the one that is ready", [RQL => ["gf"]] => opening::open;
            Whole "whole" Program "whole page" Argument::None, "Show all of a web page, or its article alone again", [] => program::whole;
            WhichArticle "which-article" Program "which article" Argument::None, "Ask again whether this article is one that is known already", [] => identity::which_article;
            SameArticle "same-article" Program "same article" Argument::None, "It is the same article: both share one set of notes", [Modes::IDENTITY => ["s"]] => identity::answer;
            NewVersion "new-version" Program "new version" Argument::None, "It is a new version: its notes begin as a marked copy of the earlier version's", [Modes::IDENTITY => ["v"]] => identity::answer;
            SeparateArticle "separate-article" Program "separate" Argument::None, "It is a separate article, which has nothing to do with the other one", [Modes::IDENTITY => ["n"]] => identity::answer;
            Tour "tour" Program "tour" Argument::None, "Begin the deeds of the tour again, or put them away", [] => program::tour;
            Library "library" Program "library" Argument::None, "The articles opened before, the last one first", [R => ["gl"]] => program::library;
            SortBy "sort-by" Program "sort" Argument::None, "Sort the library by the next column", [Modes::SHELF => ["tab"]] => program::in_the_library;
            SortOtherWay "sort-other-way" Program "other way" Argument::None, "Sort the library the other way round", [Modes::SHELF => ["S-tab"]] => program::in_the_library;
            NextUnfinished "next-unfinished" Program "next unfinished" Argument::None, "Choose the next article of the library with claims to decide", [Modes::SHELF => ["C-n"]] => program::in_the_library;
            TagArticle "tag-article" Program "tags" Argument::None, "Set the tags of the chosen article of the library", [Modes::SHELF => ["C-t"]] => program::in_the_library;
            Forget "forget" Program "forget" Argument::None, "Forget the chosen article of the library; asks first", [Modes::SHELF => ["C-x"]] => program::in_the_library;
            SearchLibrary "search" Program "search all" Argument::Text("words, \"a phrase\", word*, speaker: verdict: tag: kind: source: before: after:"), "Search the texts, claims and notes of all articles", [R.and(L) => ["g/"]] => program::search_library;
            Export "export" Program "export" Argument::Text("a format, a file, or both"), "Write the notes to a file: Markdown, or another format by its name or the ending of the file", [R.and(L).and(Modes::FINISHED) => ["E"]] => program::export;
            Palette "palette" Program "actions" Argument::None, "Find an action by its name or by what it does, with its keys", [MAIN => ["C-p"]] => program::palette;
            Pipe "pipe" Program "shell" Argument::Text("a command"), "Run a shell command (`:!wc -w`) with the selection, the claim in focus or the paragraph on its standard input", [MAIN => ["!"]] => pipe::pipe;
            Follow "follow" Program "links" Argument::Count, "Show a letter on each link and footnote in view; the letter shows where it leads or what it says (with a number: the link of that number)", [R => ["F"]] => links::follow;
            Links "links" Program "all links" Argument::None, "The links and footnotes of the article, with their numbers", [R => ["gL"]] => links::links;
            Pictures "pictures" Program "all pictures" Argument::None, "The pictures of the article: what they show and where they are kept", [R => ["gI"]] => links::pictures;
            NextFile "next" Program "next file" Argument::Count, "The next of the articles that Postil was started with", [R => ["]f"]] => files::next;
            PreviousFile "prev" Program "file before" Argument::Count, "The article before", [R => ["[f"]] => files::previous;
            Files "files" Program "files" Argument::None, "The articles that Postil was started with", [R => ["gF"]] => files::files;
            CommandLine "command-line" Program "command" Argument::None, "Any action by its name", [MAIN.and(Modes::FINISHED).and(Modes::LINK) => [":"]] => program::command_line;
            OpenNext "open-next" Program "next article" Argument::None, "Open the article whose claims are not all checked that was read last", [Modes::FINISHED => ["enter"]] => program::open_next;
            Suspend "suspend" Program "suspend" Argument::None, "To the shell; `fg` comes back", [MAIN => ["C-z"]] => program::suspend;
            StopAnalysis "stop-analysis" Program "stop analysis" Argument::None, "Leave what is not analysed yet of this article as it is", [] => program::stop_analysis;
            Redraw "redraw" Program "redraw" Argument::None, "Draw the screen anew", [MAIN => ["C-l"]] => program::redraw;
            Messages "messages" Program "messages" Argument::None, "What the status line said in this session, the last message first", [R => ["gm"]] => program::messages;
            Quit "quit" Program "leave" Argument::None, "Leave; what is not on disk yet is saved first", [RQL.and(Modes::LEAVE) => ["q"], WORK.and(Modes::LEAVE) => ["C-c"]] => program::quit;
            TryAgain "try-again" Program "try again" Argument::None, "Try once more to save the notes, and go", [Modes::LEAVE => ["r"]] => leaving::nothing_to_answer;
            SaveElsewhere "save-elsewhere" Program "save elsewhere" Argument::None, "Write the notes to a new file, and go", [Modes::LEAVE => ["s"]] => leaving::nothing_to_answer;
            LoseNotes "lose-notes" Program "leave and lose" Argument::None, "Go; the changes that are not saved are lost", [Modes::LEAVE => ["D"]] => leaving::nothing_to_answer;
            Restore "restore" Program "take in" Argument::None, "Take in what an earlier run could not save, or was still being typed", [Modes::KEPT => ["r"]] => kept::ask;
            Discard "discard" Program "discard" Argument::None, "Discard what an earlier run could not save; asks first", [Modes::KEPT => ["d"]] => kept::ask;
            DiscardForGood "discard-for-good" Program "discard it" Argument::None, "Discard it, after `d`", [Modes::KEPT => ["D"]] => kept::ask;

            OpenLink "open-link" Prompt "open" Argument::None, "Open what the link leads to here, or go to the footnote", [Modes::LINK => ["enter"]] => program::submit;
            BrowseLink "browse-link" Prompt "elsewhere" Argument::None, "Give the link to the program that the settings name (`opener`)", [Modes::LINK => ["b"]] => program::submit;
            CopyLink "copy-link" Prompt "copy" Argument::None, "Copy the address of the link", [Modes::LINK => ["y"]] => program::submit;
            Submit "submit" Prompt "take" Argument::None, "Take the proposal that is marked, or what was typed", [Modes::PROMPT => ["enter"]] => program::submit;
            OpenLine "open-line" Prompt "open" Argument::None, "Open the chosen line of a page; put away a page on which nothing is chosen", [PAGES => ["enter"]] => program::submit;
            AsTyped "as-typed" Prompt "as typed" Argument::None, "Take what was typed as it stands, not the proposal that is marked", [Modes::PROMPT => ["A-enter"]] => program::submit;
            KeepNote "keep-note" Prompt "save" Argument::None, "Save the note and leave the editor", [Modes::EDITOR => ["esc", "C-s", "A-enter"]] => program::submit;
            GiveUp "give-up" Prompt "give up" Argument::None, "Leave the note as it was before; asks first if something was typed", [Modes::EDITOR => ["C-c"]] => program::submit;
            Cancel "cancel" Prompt "leave" Argument::None, "Leave the prompt; put a page away", [Modes::PROMPT.and(Modes::PICK) => ["esc"], Modes::PROMPT.and(PAGES).and(Modes::PICK) => ["C-c"], PAGES.and(LOOK) => ["esc"], LOOK => ["q"], S => ["C-c"], Modes::LEAVE.and(Modes::KEPT).and(Modes::LINK).and(Modes::FINISHED) => ["esc"], Modes::KEPT.and(Modes::LINK) => ["C-c", "q"], Modes::FINISHED => ["q"]] => program::cancel;
            Complete "complete" Prompt "next" Argument::None, "The next proposal", [Modes::PROMPT => ["tab", "C-n"]] => program::complete;
            CompleteBack "complete-back" Prompt "previous" Argument::None, "The proposal before", [Modes::PROMPT => ["S-tab", "C-p"]] => program::complete_back;
            EarlierLine "earlier-line" Prompt "earlier" Argument::None, "The line typed before that begins like this one; where none are kept, the proposal before", [Modes::PROMPT => ["up"]] => program::complete_back;
            LaterLine "later-line" Prompt "later" Argument::None, "The line typed after it; where none are kept, the next proposal", [Modes::PROMPT => ["down"]] => program::complete;
            ExternalEditor "editor" Prompt "$EDITOR" Argument::None, "Go on writing in $EDITOR", [Modes::EDITOR => ["C-o"]] => program::external_editor;
        }
    };
}
pub(in crate::app) use actions;

macro_rules! specs {
    ($($action:ident $name:literal $group:ident $short:literal $argument:expr, $help:literal, [$($modes:expr => [$($key:literal),*]),*] => $($handler:ident)::+;)*) => {
        /// An action of the reader. [`TABLE`] describes each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(
            missing_docs,
            reason = "the table tells it, in the words that the reader sees"
        )]
        pub enum Action {
            $($action),*
        }

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

actions!(specs);

impl Action {
    /// Its row of the table.
    pub fn spec(self) -> &'static Spec {
        // Every action has a row (a test checks it); the first row makes the function total.
        TABLE.iter().find(|s| s.action == self).unwrap_or(&TABLE[0])
    }

    /// The action with that name.
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|s| s.name == name).map(|s| s.action)
    }

    /// Whether it decides something about what is visible.
    pub fn is_a_decision(self) -> bool {
        match self.spec().group {
            Group::Work => !matches!(
                self,
                Self::Undo | Self::Redo | Self::Queue | Self::Read | Self::Review | Self::Agree
            ),
            Group::Select => matches!(self, Self::Claim | Self::Identify | Self::Mark | Self::MarkAs),
            Group::Move | Group::Hop | Group::Search | Group::View | Group::Program | Group::Prompt => false,
        }
    }

    /// Whether digits before its keys are a count.
    pub fn takes_count(self) -> bool {
        self.spec().argument == Argument::Count
    }
}

/// The actions in the footer of a mode, the most important first.
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
            A::MarkAs,
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
            A::Card,
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
        Modes::PROMPT => &[A::Submit, A::AsTyped, A::Complete, A::EarlierLine, A::Cancel],
        Modes::EDITOR => &[A::KeepNote, A::ExternalEditor, A::GiveUp],
        Modes::REVIEW => &[
            A::TakeIt,
            A::Detach,
            A::Reattach,
            A::ItemDown,
            A::ItemUp,
            A::Cancel,
        ],
        Modes::SETTLE => &[
            A::TakeMine,
            A::TakeTheirs,
            A::KeepBoth,
            A::Undo,
            A::ItemDown,
            A::ItemUp,
            A::Choose,
            A::Cancel,
        ],
        Modes::DIFF => &[A::ItemDown, A::ItemUp, A::Choose, A::Older, A::Newer, A::Cancel],
        Modes::PAGE => &[A::OpenLine, A::PageDown, A::PageUp, A::Cancel],
        Modes::SHELF => &[
            A::OpenLine,
            A::SortBy,
            A::SortOtherWay,
            A::NextUnfinished,
            A::TagArticle,
            A::Forget,
            A::Cancel,
        ],
        Modes::CARD => &[
            A::Change,
            A::Remove,
            A::Verdict,
            A::Evidence,
            A::Note,
            A::Tags,
            A::Speaker,
            A::Undo,
            A::CloseCard,
            A::Help,
        ],
        Modes::FINISHED => &[
            A::Evidence,
            A::Note,
            A::Tags,
            A::Undo,
            A::Export,
            A::NextLacking,
            A::OpenNext,
            A::Cancel,
        ],
        Modes::PICK => &[A::Cancel],
        Modes::LINK => &[A::OpenLink, A::BrowseLink, A::CopyLink, A::Cancel],
        Modes::IDENTITY => &[A::SameArticle, A::NewVersion, A::SeparateArticle, A::Cancel],
        // The question itself names its keys.
        Modes::LEAVE | Modes::KEPT => &[],
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
