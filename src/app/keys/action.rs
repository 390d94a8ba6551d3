//! The table of actions, from which keymap, help, footer, command line and documentation are generated, so that they cannot disagree.
//!
//! To add an action, add a row; `CONTRIBUTING.md` describes the steps.
//!
//! Invariants: every action is in the table once; names are unique; no key sequence of a mode is a prefix of another one of that mode (a
//! test checks all of them).

/// A set of modes, for the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModeSet(u32);

impl ModeSet {
    /// Reading.
    pub const READ: Self = Self(1);
    /// One claim at a time.
    pub const QUEUE: Self = Self(2);
    /// Selecting text.
    pub const SELECT: Self = Self(4);
    /// In the sidebar.
    pub const LIST: Self = Self(8);
    /// Reading while matches of a search are shown: looked up before [`ModeSet::READ`].
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
    /// Looking at who said what, over all articles.
    pub const LEDGER: Self = Self(524_288);
    /// Each single mode and the name by which the configuration calls it.
    pub const NAMED: [(Self, &'static str); 20] = [
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
        (Self::LEDGER, "ledger"),
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
            Self::View => "View",
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
    pub keys: &'static [(ModeSet, &'static [&'static str])],
}

const R: ModeSet = ModeSet::READ;
const Q: ModeSet = ModeSet::QUEUE;
const S: ModeSet = ModeSet::SELECT;
const L: ModeSet = ModeSet::LIST;
const RS: ModeSet = R.and(S);
const RQ: ModeSet = R.and(Q);
const RQL: ModeSet = R.and(Q).and(L);
/// The modes for working on claims and annotations.
const WORK: ModeSet = RQL.and(ModeSet::CARD);
const MAIN: ModeSet = WORK.and(S);
/// What is searched by typing.
const PAGES: ModeSet = ModeSet::PAGE.and(ModeSet::SHELF);
const LOOK: ModeSet = ModeSet::LEDGER
    .and(ModeSet::REVIEW)
    .and(ModeSet::DIFF)
    .and(ModeSet::IDENTITY)
    .and(ModeSet::SETTLE);

/// Passes the table to a macro: each action with its name, heading, footer words, argument, help, keys, and its function in `handlers`.
/// Everything generated from the table (the enum, the rows below, the dispatch) is complete.
macro_rules! actions {
    ($use:ident) => {
        $use! {
            RowDown "down" Move "down" Argument::Count, "Scroll one row down (in a selection: move its end)", [RS => ["j", "down"], R => ["C-e"]] => movement::row_down;
            RowUp "up" Move "up" Argument::Count, "Scroll one row up", [RS => ["k", "up"], R => ["C-y"]] => movement::row_up;
            PageDown "page-down" Move "page" Argument::Count, "One page down", [RQ => ["space", "pagedown", "C-f"], ModeSet::SETTLE => ["pagedown", "C-f"], L.and(PAGES).and(ModeSet::LEDGER) => ["pagedown"], ModeSet::LEDGER => ["C-f"]] => movement::page_down;
            PageUp "page-up" Move "page up" Argument::Count, "One page up", [R => ["b", "pageup", "C-b"], Q.and(ModeSet::SETTLE) => ["pageup", "C-b"], L.and(PAGES).and(ModeSet::LEDGER) => ["pageup"], ModeSet::LEDGER => ["C-b"]] => movement::page_up;
            HalfDown "half-down" Move "half page" Argument::Count, "Half a page down", [R => ["d", "C-d"], Q => ["C-d"]] => movement::half_down;
            HalfUp "half-up" Move "half page up" Argument::Count, "Half a page up", [RQ => ["C-u"], R => ["D"]] => movement::half_up;
            NextBlock "next-block" Move "block" Argument::Count, "To the next paragraph", [RS => ["}"]] => movement::next_block;
            PreviousBlock "previous-block" Move "block back" Argument::Count, "To the previous paragraph", [RS => ["{"]] => movement::previous_block;
            NextSentence "next-sentence" Move "sentence" Argument::Count, "To the next sentence", [RS => [")"]] => movement::next_sentence;
            PreviousSentence "previous-sentence" Move "sentence back" Argument::Count, "To the previous sentence", [RS => ["("]] => movement::previous_sentence;
            Start "start" Move "start" Argument::None, "To the start", [RS => ["gg", "home"]] => movement::start;
            End "end" Move "end" Argument::None, "To the end", [RS => ["G", "end"]] => movement::end;
            Percent "percent" Move "percent" Argument::Count, "To a position in percent of the article (`50%`)", [R => ["%"]] => movement::percent;
            JumpBack "jump-back" Move "back" Argument::Count, "Back to the position before the last jump", [R => ["C-o"]] => movement::jump_back;
            JumpForward "jump-forward" Move "forward" Argument::Count, "Forward again in the list of jumps (Ctrl-i if the terminal distinguishes it from Tab)", [R => ["C-i", "gi"]] => movement::jump_forward;
            SetMark "set-mark" Move "set mark" Argument::Character, "Set a mark with a letter at the reading position", [R => ["m"]] => movement::set_mark;
            GoMark "go-mark" Move "go to mark" Argument::Character, "Go to the mark with a letter (`''`: the position before the last jump)", [R => ["'"]] => movement::go_mark;
            Centre "centre" Move "centre" Argument::None, "Scroll the reading position to the middle of the page", [RQ => ["zz"]] => movement::row_to_middle;
            RowToTop "row-to-top" Move "to the top" Argument::None, "Scroll the reading position to the top of the page", [RQ => ["zt"]] => movement::row_to_top;
            RowToBottom "row-to-bottom" Move "to the bottom" Argument::None, "Scroll the reading position to the bottom of the page", [RQ => ["zb"]] => movement::row_to_bottom;

            NextClaim "next-claim" Hop "next claim" Argument::Count, "Focus the next claim", [R.and(ModeSet::CARD) => ["]c"], Q => ["j", "down", "l", "right"]] => hops::next_claim;
            PreviousClaim "previous-claim" Hop "claim back" Argument::Count, "Focus the previous claim", [R.and(ModeSet::CARD) => ["[c"], Q => ["k", "up", "h", "left"]] => hops::previous_claim;
            NextUnchecked "next-unchecked" Hop "next unchecked" Argument::Count, "Focus the next claim without a verdict", [R => ["]u"], Q => ["tab"]] => hops::next_unchecked;
            PreviousUnchecked "previous-unchecked" Hop "unchecked back" Argument::Count, "Focus the previous claim without a verdict", [R => ["[u"], Q => ["S-tab"]] => hops::previous_unchecked;
            NextLacking "next-lacking" Hop "no evidence" Argument::None, "Focus the next claim that has a verdict but no evidence", [R => ["]l"], ModeSet::FINISHED => ["]"]] => hops::next_lacking;
            NextMention "next-mention" Hop "next mention" Argument::Count, "To the next mention of the entity under the cursor or selected in the sidebar", [R => ["]e"]] => hops::next_mention;
            PreviousMention "previous-mention" Hop "mention back" Argument::Count, "To the previous mention", [R => ["[e"]] => hops::previous_mention;
            At "at" Hop "at" Argument::Text("the id of an annotation"), "To an annotation by its id, as exports show it", [] => hops::at;
            GoElsewhere "go-elsewhere" Hop "elsewhere" Argument::Count, "To the known claim or the figure that disagrees (a count says which one); `jump-back` returns", [WORK => ["gk"]] => elsewhere::go_elsewhere;
            NextNote "next-note" Hop "next note" Argument::Count, "To the next annotation", [R => ["]n"]] => hops::next_note;
            PreviousNote "previous-note" Hop "note back" Argument::Count, "To the previous annotation", [R => ["[n"]] => hops::previous_note;

            Queue "queue" Work "queue" Argument::None, "Review one claim at a time, beginning with the one in focus", [R => ["enter"]] => view::queue;
            Read "read" Work "read" Argument::None, "Back to reading", [Q => ["esc", "enter"], S => ["esc"], L => ["esc"]] => view::read;
            Accept "accept" Work "accept" Argument::None, "Accept the claim in focus and go to the next", [WORK => ["a"]] => decide::accept;
            Reject "reject" Work "reject" Argument::None, "Reject the claim in focus and go to the next; it is not suggested again", [WORK => ["x"]] => decide::reject;
            Verdict "verdict" Work "verdict" Argument::Choice("a verdict or its digit"), "Give the claim in focus a verdict and go to the next; its digit or first letter follows (in the queue and the lists its digit alone)", [R => [","]] => decide::verdict;
            Speaker "speaker" Work "speaker" Argument::Text("a name"), "Change the speaker of the claim in focus", [WORK.and(ModeSet::FINISHED) => ["s"]] => decide::speaker;
            Evidence "evidence" Work "evidence" Argument::Text("a link, a file or a reference"), "Add evidence to the claim in focus (a leading + or - says that it supports or refutes)", [WORK.and(ModeSet::FINISHED) => ["e"]] => decide::evidence;
            KeepSources "keep" Work "keep" Argument::None, "Keep the texts of the web pages and files that the evidence of this article names, as far as they are not kept yet", [] => sources::keep;
            Note "note" Work "note" Argument::Text("the note"), "Write a note on the selection or the claim in focus", [WORK.and(ModeSet::FINISHED) => ["n"], S => ["n"]] => decide::note;
            Tags "tags" Work "tags" Argument::Text("tags, separated by spaces"), "Set the tags of the selection or the claim in focus", [WORK.and(ModeSet::FINISHED) => ["t"], S => ["t"]] => decide::tags;
            Restate "restate" Work "restate" Argument::Text("the claim in your words"), "Restate the claim in focus so that it is clear without its context", [RQ.and(ModeSet::CARD).and(ModeSet::FINISHED) => ["r"]] => decide::restate;
            Status "status" Work "status" Argument::Text("to check, checking or checked"), "Set the status of the claim in focus; without a name, the next one", [RQ.and(ModeSet::CARD) => ["K"]] => decide::status;
            Adopt "adopt" Work "adopt" Argument::Count, "Give the claim the verdict and the evidence of the known claim (a count says which one)", [WORK => ["gy"]] => elsewhere::adopt;
            NotTheSame "not-the-same" Work "not the same" Argument::Count, "The claim is not the same as the known one, or its figure measures something else: do not show the match again", [WORK => ["g-"]] => elsewhere::not_the_same;
            StartBack "start-back" Work "start ←" Argument::Count, "Move the start of the claim back by a word", [Q => ["["]] => bounds::start_back;
            StartForward "start-forward" Work "start →" Argument::Count, "Move the start of the claim forward by a word", [Q => ["]"]] => bounds::start_forward;
            EndBack "end-back" Work "end ←" Argument::Count, "Move the end of the claim back by a word", [Q => ["{"]] => bounds::end_back;
            EndForward "end-forward" Work "end →" Argument::Count, "Move the end of the claim forward by a word", [Q => ["}"]] => bounds::end_forward;
            Snap "snap" Work "snap" Argument::None, "Extend the claim to whole sentences", [Q => ["="]] => bounds::snap;
            Review "review" Work "review" Argument::None, "Review the annotations whose passage has changed, is ambiguous or is missing", [R => ["gr"]] => review::review;
            TakeIt "take" Work "take it" Argument::None, "Attach the annotation to the passage shown", [ModeSet::REVIEW => ["y"]] => review::take_it;
            Detach "detach" Work "it is gone" Argument::None, "The passage is gone: keep the annotation without one", [ModeSet::REVIEW => ["n"]] => review::detach;
            Reattach "reattach" Work "elsewhere" Argument::None, "The passage is elsewhere: select it, then Enter", [ModeSet::REVIEW => ["r"]] => review::reattach;
            AttachHere "attach-here" Work "attach here" Argument::None, "Attach the annotation under review to the selection", [S => ["enter"]] => review::attach_here;
            Agree "agree" Work "agree" Argument::Text("another person's notes file"), "Compare your claims and verdicts with another person's, and settle each difference", [] => settle::agree;
            TakeMine "take-mine" Work "mine" Argument::None, "Settle the difference: keep yours unchanged", [ModeSet::SETTLE => ["m"]] => settle::settle;
            TakeTheirs "take-theirs" Work "theirs" Argument::None, "Settle the difference: take the other person's verdict and speaker, and add their note to yours", [ModeSet::SETTLE => ["t"]] => settle::settle;
            KeepBoth "keep-both" Work "both" Argument::None, "Settle the difference: keep yours, and add the other person's decision to your note", [ModeSet::SETTLE => ["b"]] => settle::settle;
            Undo "undo" Work "undo" Argument::Count, "Undo the last action; asks before undoing one of an earlier session", [WORK.and(ModeSet::FINISHED).and(ModeSet::SETTLE) => ["u"]] => history::undo;
            Redo "redo" Work "redo" Argument::Count, "Redo what was undone", [WORK => ["C-r"]] => history::redo;
            Repeat "repeat" Work "repeat" Argument::None, "Repeat the last decision on the claim in focus", [WORK => ["."]] => decide::repeat;
            Remove "remove" Work "remove" Argument::None, "Remove the annotation selected in the sidebar or under the cursor, or the value on the selected line of a card", [L.and(ModeSet::CARD) => ["d"], R => ["gx"]] => tag::remove;

            Merge "merge" Work "merge" Argument::Text("a name"), "Merge the entity selected in the sidebar, or under the cursor, into another", [L.and(ModeSet::LEDGER) => ["M"], R => ["gM"]] => tag::merge;
            Split "split" Work "split" Argument::Text("a name"), "Make a separate entity of the mentions with the same wording as the one under the cursor", [L.and(ModeSet::LEDGER) => ["S"], R => ["gS"]] => tag::split;
            Worth "worth" Work "worth" Argument::Text("0 to 1"), "Suggest only claims that are at least this much worth checking", [] => view::worth;

            SelectCharacters "select" Select "select" Argument::None, "Select by characters, from the reading position", [R => ["v"]] => select::select_characters;
            SelectSentences "select-sentences" Select "sentences" Argument::None, "Select by sentences", [RS => ["V"]] => select::select_sentences;
            Hint "hint" Select "pick" Argument::None, "Show a letter on each visible sentence; type the letter to select it", [RS => ["f"]] => select::hint;
            Left "left" Select "left" Argument::Count, "Move the end left", [S => ["h", "left"]] => select::left;
            Right "right" Select "right" Argument::Count, "Move the end right", [S => ["l", "right"]] => select::right;
            WordForward "word" Select "word" Argument::Count, "Move the end to the next word", [S => ["w"]] => select::word_forward;
            WordBack "word-back" Select "word back" Argument::Count, "Move the end back by a word", [S => ["b"]] => select::word_back;
            WordEnd "word-end" Select "word end" Argument::Count, "Move the end to the end of the word", [S => ["e"]] => select::word_end;
            LineStart "line-start" Select "row start" Argument::None, "Move the end to the start of the row", [S => ["0"]] => select::line_start;
            LineEnd "line-end" Select "row end" Argument::None, "Move the end to the end of the row", [S => ["$"]] => select::line_end;
            SwapEnds "swap-ends" Select "swap" Argument::None, "Move the other end instead", [S => ["o"]] => select::swap_ends;
            TakeWord "take-word" Select "word" Argument::None, "Select the word", [S => ["aw"]] => select::take_word;
            TakeSentence "take-sentence" Select "sentence" Argument::None, "Select the sentence", [S => ["as"]] => select::take_sentence;
            TakeParagraph "take-paragraph" Select "paragraph" Argument::None, "Select the paragraph", [S => ["ap"]] => select::take_paragraph;
            Claim "claim" Select "claim" Argument::None, "Make the selection a claim; while reading, pick a sentence by its letter", [RS => ["c"]] => tag::claim;
            Identify "identify" Select "entity" Argument::Text("a kind"), "Mark the selection as the name of an entity; the letter of its kind follows", [S => ["ip", "io", "il", "ig", "id", "ik", "ie", "ia", "it", "im", "iq"]] => tag::identify;
            Mark "mark" Select "mark" Argument::None, "Highlight the selection", [S => ["m"]] => tag::mark;
            MarkAs "mark-as" Select "mark as" Argument::Choice("a kind of highlight or its digit"), "Highlight the selection as one of your kinds; its digit or first letter follows", [S => ["M"]] => tag::mark_as;
            Copy "copy" Select "copy" Argument::None, "Copy the selection or the claim in focus, with its citation", [MAIN => ["y"]] => select::copy;

            Search "find" Search "find" Argument::Text("what to find"), "Find as you type (\\v first for a regular expression)", [RS.and(Q) => ["/"]] => search::search;
            NextMatch "next-match" Search "next" Argument::Count, "To the next match", [ModeSet::MATCHES => ["n"]] => search::next_match;
            PreviousMatch "previous-match" Search "previous" Argument::Count, "To the previous match", [R.and(Q) => ["N"]] => search::previous_match;
            SearchWord "search-word" Search "find word" Argument::None, "Find the word or the entity under the cursor", [R => ["*"]] => search::search_word;
            Filter "filter" Search "filter" Argument::Text("words, speaker: kind: status: tag: verdict:"), "List only the entries that match: words, and fields as in `speaker:beeler verdict:none`", [L.and(ModeSet::LEDGER) => ["/"]] => fold::filter;
            ClearSearch "clear-search" Search "clear" Argument::None, "Clear the search", [ModeSet::MATCHES => ["esc"]] => search::clear_search;

            Sidebar "sidebar" View "sidebar" Argument::None, "Go to the sidebar", [R => ["tab"]] => lists::sidebar;
            NextTab "next-list" View "lists" Argument::None, "To the next list of the sidebar", [L => ["tab", "l", "right"]] => lists::next_tab;
            PreviousTab "previous-list" View "list back" Argument::None, "To the previous list of the sidebar", [L => ["S-tab", "h", "left"]] => lists::previous_tab;
            ShowClaims "claims" View "claims" Argument::None, "Show the claims", [R.and(L) => ["gc"]] => lists::show_claims;
            ShowEntities "entities" View "entities" Argument::None, "Show the entities", [R.and(L) => ["ge"]] => lists::show_entities;
            ShowNotes "notes" View "notes" Argument::None, "Show the notes", [R.and(L) => ["gn"]] => lists::show_notes;
            ShowOutline "outline" View "outline" Argument::None, "Show the outline", [R.and(L) => ["go"]] => lists::show_outline;
            ToggleSidebar "toggle-sidebar" View "hide sidebar" Argument::None, "Show or hide the sidebar", [R.and(L) => ["\\"]] => lists::toggle_sidebar;
            ItemDown "item-down" View "down" Argument::Count, "The next item", [L.and(LOOK).and(ModeSet::CARD) => ["j", "down"], PAGES => ["down"], LOOK => ["space"]] => lists::item_down;
            ItemUp "item-up" View "up" Argument::Count, "The previous item", [L.and(LOOK).and(ModeSet::CARD) => ["k", "up"], PAGES => ["up"]] => lists::item_up;
            FirstItem "first-item" View "first" Argument::None, "The first item", [L.and(ModeSet::LEDGER).and(ModeSet::DIFF).and(ModeSet::CARD).and(ModeSet::SETTLE) => ["gg", "home"], PAGES => ["home"]] => lists::first_item;
            LastItem "last-item" View "last" Argument::None, "The last item", [L.and(ModeSet::LEDGER).and(ModeSet::DIFF).and(ModeSet::CARD).and(ModeSet::SETTLE) => ["G", "end"], PAGES => ["end"]] => lists::last_item;
            Choose "choose" View "go there" Argument::None, "Go to the item in the text", [L.and(ModeSet::DIFF).and(ModeSet::SETTLE) => ["enter"]] => lists::choose;
            Peek "peek" View "peek" Argument::None, "Show the notes on a passage beside it; press again for the next passage", [R => ["p"]] => peek::peek;
            Card "card" View "card" Argument::None, "Show the card of the claim in focus or of the selected item, with all its fields", [RQL => ["o"]] => card::card;
            Change "change" View "change" Argument::None, "Change the value on the selected line of the card, or go to the passage", [ModeSet::CARD => ["enter"]] => card::change;
            CloseCard "close-card" View "back" Argument::None, "Close the card", [ModeSet::CARD => ["esc", "q", "o", "h", "left"]] => card::close_card;
            Wider "wider" View "wider" Argument::Count, "Make the text column wider", [R => ["+"]] => view::wider;
            Narrower "narrower" View "narrower" Argument::Count, "Make the text column narrower", [R => ["-"]] => view::narrower;
            FoldMarked "fold-marked" View "marked" Argument::None, "Show only the passages that you marked: claims, highlights, notes", [R.and(L) => ["zm"]] => fold::marked;
            FoldUnchecked "fold-unchecked" View "unchecked" Argument::None, "Show only the claims without a verdict", [R.and(L) => ["zu"]] => fold::unchecked;
            FoldMatching "fold" View "filtered…" Argument::Text("words, speaker: kind: status: tag: verdict:"), "Show only the passages that match a filter", [R.and(L) => ["zf"]] => fold::matching;
            UnfoldHere "unfold-here" View "more here" Argument::Count, "Show one more paragraph before and after the reading position", [R => ["zo"]] => fold::open_here;
            Unfold "unfold" View "unfold" Argument::None, "Show the whole article again", [R.and(L) => ["zn", "zR"]] => fold::unfold;
            Minimal "minimal" View "text only" Argument::None, "Show only the text, or everything again", [R => ["Z"]] => fold::minimal;
            Theme "theme" View "theme" Argument::Text("a theme"), "Change the theme (previewed as you type)", [] => view::theme;
            History "history" View "history" Argument::None, "Show what was done on this article, the newest first", [] => history::history;
            Diff "diff" View "what changed" Argument::Text("the number of an earlier text; 1 is the one last read"), "Show what has changed since the article was last read, claim by claim", [R => ["gd"]] => view::diff;
            Older "older" View "older text" Argument::None, "Compare with the next older text", [ModeSet::DIFF => ["["]] => view::older;
            Newer "newer" View "newer text" Argument::None, "Compare with the next newer text", [ModeSet::DIFF => ["]"]] => view::newer;
            Help "help" View "help" Argument::None, "Show all keys of this mode; type to search", [MAIN => ["?"], WORK => ["F1"]] => view::help;

            Open "open" Program "open" Argument::Text("a file"), "Open another article (`the tour`: the built-in one); without a name, the article that is ready", [RQL => ["gf"]] => opening::open;
            Whole "whole" Program "whole page" Argument::None, "Show the whole web page, or only its article again", [] => program::whole;
            WhichArticle "which-article" Program "which article" Argument::None, "Ask again whether this article is a known one", [] => identity::which_article;
            SameArticle "same-article" Program "same article" Argument::None, "It is the same article: both share their notes", [ModeSet::IDENTITY => ["s"]] => identity::answer;
            NewVersion "new-version" Program "new version" Argument::None, "It is a new version: its notes begin as a marked copy of the notes on the earlier version", [ModeSet::IDENTITY => ["v"]] => identity::answer;
            SeparateArticle "separate-article" Program "separate" Argument::None, "It is a separate article, unrelated to the other one", [ModeSet::IDENTITY => ["n"]] => identity::answer;
            Tour "tour" Program "tour" Argument::None, "Start the tasks of the tour again, or hide them", [] => program::tour;
            Library "library" Program "library" Argument::None, "Show the articles that were opened before, the most recent first", [R => ["gl"]] => program::library;
            SortBy "sort-by" Program "sort" Argument::None, "Sort the library or the ledger by the next column", [ModeSet::SHELF => ["tab"], ModeSet::LEDGER => ["s"]] => program::in_the_library;
            SortOtherWay "sort-other-way" Program "other way" Argument::None, "Sort the library the other way round", [ModeSet::SHELF => ["S-tab"]] => program::in_the_library;
            NextUnfinished "next-unfinished" Program "next unfinished" Argument::None, "Choose the next article of the library with claims to decide", [ModeSet::SHELF => ["C-n"]] => program::in_the_library;
            TagArticle "tag-article" Program "tags" Argument::None, "Set the tags of the chosen article of the library", [ModeSet::SHELF => ["C-t"]] => program::in_the_library;
            Forget "forget" Program "forget" Argument::None, "Forget the chosen article of the library; asks first", [ModeSet::SHELF => ["C-x"]] => program::in_the_library;
            Ledger "ledger" Program "ledger" Argument::Text("words, speaker: verdict: tag: source: before: after: is:contradicting"), "Show who said what, over all articles", [R.and(L) => ["gw"]] => program::ledger;
            LedgerBy "ledger-by" Program "by…" Argument::None, "Group the ledger by the next of speaker, entity, verdict and month", [ModeSet::LEDGER => ["tab"]] => program::in_the_ledger;
            LedgerByBack "ledger-by-back" Program "by… back" Argument::None, "Group the ledger by the previous of them", [ModeSet::LEDGER => ["S-tab"]] => program::in_the_ledger;
            LedgerSuggested "ledger-suggested" Program "suggestions" Argument::None, "Count suggested claims in the ledger too, or no longer", [ModeSet::LEDGER => ["a"]] => program::in_the_ledger;
            SearchLibrary "search" Program "search all" Argument::Text("words, \"a phrase\", word*, speaker: verdict: tag: kind: source: before: after:"), "Search the texts, claims and notes of all articles", [R.and(L) => ["g/"]] => program::search_library;
            Export "export" Program "export" Argument::Text("a format, a file, or both"), "Write the notes to a file: Markdown, or another format by its name or the file extension", [R.and(L).and(ModeSet::FINISHED).and(ModeSet::LEDGER) => ["E"]] => program::export;
            Import "import" Program "import" Argument::Text("a file; without one, the comments and marks in the article's own file"), "Import annotations from another program or person, as one step that can be undone", [] => import::import;
            Palette "palette" Program "actions" Argument::None, "Find an action and its keys by its name or description", [MAIN => ["C-p"]] => program::palette;
            Pipe "pipe" Program "shell" Argument::Text("a command"), "Run a shell command (`:!wc -w`) with the selection, the claim in focus or the paragraph on its standard input", [MAIN => ["!"]] => pipe::pipe;
            Follow "follow" Program "links" Argument::Count, "Show a letter on each visible link and footnote; type the letter to see its target or text (with a number: the link with that number)", [R => ["F"]] => links::follow;
            Links "links" Program "all links" Argument::None, "List the links and footnotes of the article, with their numbers", [R => ["gL"]] => links::links;
            Pictures "pictures" Program "all pictures" Argument::None, "List the pictures of the article, with their descriptions and files", [R => ["gI"]] => links::pictures;
            NextFile "next" Program "next file" Argument::Count, "To the next article of those that Postil was started with", [R => ["]f"]] => files::next;
            PreviousFile "prev" Program "previous file" Argument::Count, "To the previous article of those that Postil was started with", [R => ["[f"]] => files::previous;
            Files "files" Program "files" Argument::None, "List the articles that Postil was started with", [R => ["gF"]] => files::files;
            CommandLine "command-line" Program "command" Argument::None, "Run any action by its name", [MAIN.and(ModeSet::FINISHED).and(ModeSet::LINK) => [":"]] => program::command_line;
            OpenNext "open-next" Program "next article" Argument::None, "Open the most recently read article that has unchecked claims", [ModeSet::FINISHED => ["enter"]] => program::open_next;
            Suspend "suspend" Program "suspend" Argument::None, "Suspend to the shell; `fg` resumes", [MAIN => ["C-z"]] => program::suspend;
            StopAnalysis "stop-analysis" Program "stop analysis" Argument::None, "Stop analysing this article; what was found so far stays", [] => program::stop_analysis;
            Redraw "redraw" Program "redraw" Argument::None, "Redraw the screen", [MAIN => ["C-l"]] => program::redraw;
            Messages "messages" Program "messages" Argument::None, "Show the messages of this session, the last one first", [R => ["gm"]] => program::messages;
            Quit "quit" Program "quit" Argument::None, "Quit; unsaved changes are saved first", [RQL.and(ModeSet::LEAVE) => ["q"], WORK.and(ModeSet::LEAVE) => ["C-c"]] => program::quit;
            TryAgain "try-again" Program "try again" Argument::None, "Try again to save the notes, then quit", [ModeSet::LEAVE => ["r"]] => leaving::nothing_to_answer;
            SaveElsewhere "save-elsewhere" Program "save elsewhere" Argument::None, "Save the notes to a new file, then quit", [ModeSet::LEAVE => ["s"]] => leaving::nothing_to_answer;
            LoseNotes "lose-notes" Program "leave and lose" Argument::None, "Quit and lose the unsaved changes", [ModeSet::LEAVE => ["D"]] => leaving::nothing_to_answer;
            Restore "restore" Program "restore" Argument::None, "Restore what an earlier run could not save, or what was still being typed", [ModeSet::KEPT => ["r"]] => kept::ask;
            Discard "discard" Program "discard" Argument::None, "Discard what an earlier run could not save; asks first", [ModeSet::KEPT => ["d"]] => kept::ask;
            DiscardForGood "discard-for-good" Program "discard it" Argument::None, "Confirm the discarding, after `d`", [ModeSet::KEPT => ["D"]] => kept::ask;

            OpenLink "open-link" Prompt "open" Argument::None, "Open the target of the link in Postil, or go to the footnote", [ModeSet::LINK => ["enter"]] => program::submit;
            BrowseLink "browse-link" Prompt "elsewhere" Argument::None, "Open the link with the program in the settings (`opener`)", [ModeSet::LINK => ["b"]] => program::submit;
            CopyLink "copy-link" Prompt "copy" Argument::None, "Copy the address of the link", [ModeSet::LINK => ["y"]] => program::submit;
            Submit "submit" Prompt "accept" Argument::None, "Accept the selected proposal, or what was typed", [ModeSet::PROMPT => ["enter"]] => program::submit;
            OpenLine "open-line" Prompt "open" Argument::None, "Open the selected line of a page; close a page without a selection", [PAGES.and(ModeSet::LEDGER) => ["enter"]] => program::submit;
            AsTyped "as-typed" Prompt "as typed" Argument::None, "Accept exactly what was typed, not the selected proposal", [ModeSet::PROMPT => ["A-enter"]] => program::submit;
            KeepNote "keep-note" Prompt "save" Argument::None, "Save the note and leave the editor", [ModeSet::EDITOR => ["esc", "C-s", "A-enter"]] => program::submit;
            GiveUp "give-up" Prompt "discard" Argument::None, "Discard the changes to the note; asks first if something was typed", [ModeSet::EDITOR => ["C-c"]] => program::submit;
            Cancel "cancel" Prompt "close" Argument::None, "Close the prompt or the page", [ModeSet::PROMPT.and(ModeSet::PICK) => ["esc"], ModeSet::PROMPT.and(PAGES).and(ModeSet::PICK) => ["C-c"], PAGES.and(LOOK) => ["esc"], LOOK => ["q"], S => ["C-c"], ModeSet::LEAVE.and(ModeSet::KEPT).and(ModeSet::LINK).and(ModeSet::FINISHED) => ["esc"], ModeSet::KEPT.and(ModeSet::LINK) => ["C-c", "q"], ModeSet::FINISHED => ["q"]] => program::cancel;
            Complete "complete" Prompt "next" Argument::None, "The next proposal", [ModeSet::PROMPT => ["tab", "C-n"]] => program::complete;
            CompleteBack "complete-back" Prompt "previous" Argument::None, "The previous proposal", [ModeSet::PROMPT => ["S-tab", "C-p"]] => program::complete_back;
            EarlierLine "earlier-line" Prompt "earlier" Argument::None, "The earlier line that begins like this one; without a history, the previous proposal", [ModeSet::PROMPT => ["up"]] => program::complete_back;
            LaterLine "later-line" Prompt "later" Argument::None, "The next later line; without a history, the next proposal", [ModeSet::PROMPT => ["down"]] => program::complete;
            ExternalEditor "editor" Prompt "$EDITOR" Argument::None, "Continue in $EDITOR", [ModeSet::EDITOR => ["C-o"]] => program::external_editor;
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
pub fn footer(mode: ModeSet) -> &'static [Action] {
    use Action as A;
    match mode {
        ModeSet::QUEUE => &[
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
        ModeSet::SELECT => &[
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
        ModeSet::LIST => &[
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
        ModeSet::MATCHES => &[A::NextMatch, A::PreviousMatch, A::ClearSearch, A::Help],
        ModeSet::PROMPT => &[A::Submit, A::AsTyped, A::Complete, A::EarlierLine, A::Cancel],
        ModeSet::EDITOR => &[A::KeepNote, A::ExternalEditor, A::GiveUp],
        ModeSet::REVIEW => &[
            A::TakeIt,
            A::Detach,
            A::Reattach,
            A::ItemDown,
            A::ItemUp,
            A::Cancel,
        ],
        ModeSet::SETTLE => &[
            A::TakeMine,
            A::TakeTheirs,
            A::KeepBoth,
            A::Undo,
            A::ItemDown,
            A::ItemUp,
            A::Choose,
            A::Cancel,
        ],
        ModeSet::DIFF => &[A::ItemDown, A::ItemUp, A::Choose, A::Older, A::Newer, A::Cancel],
        ModeSet::PAGE => &[A::OpenLine, A::PageDown, A::PageUp, A::Cancel],
        ModeSet::SHELF => &[
            A::OpenLine,
            A::SortBy,
            A::SortOtherWay,
            A::NextUnfinished,
            A::TagArticle,
            A::Forget,
            A::Cancel,
        ],
        ModeSet::LEDGER => &[
            A::OpenLine,
            A::LedgerBy,
            A::Filter,
            A::SortBy,
            A::Merge,
            A::Split,
            A::LedgerSuggested,
            A::Export,
            A::Cancel,
        ],
        ModeSet::CARD => &[
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
        ModeSet::FINISHED => &[
            A::Evidence,
            A::Note,
            A::Tags,
            A::Undo,
            A::Export,
            A::NextLacking,
            A::OpenNext,
            A::Cancel,
        ],
        ModeSet::PICK => &[A::Cancel],
        ModeSet::LINK => &[A::OpenLink, A::BrowseLink, A::CopyLink, A::Cancel],
        ModeSet::IDENTITY => &[A::SameArticle, A::NewVersion, A::SeparateArticle, A::Cancel],
        // The question itself names its keys.
        ModeSet::LEAVE | ModeSet::KEPT => &[],
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
        for (mode, name) in ModeSet::NAMED {
            for action in footer(mode) {
                let bound = action
                    .spec()
                    .keys
                    .iter()
                    .any(|(m, _)| m.meets(mode) || mode == ModeSet::MATCHES);
                assert!(bound || *action == Action::Verdict, "{name}: {action:?}");
            }
        }
    }
}
