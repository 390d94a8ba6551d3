//! The keymap: which keys call which action in each mode. The user's keys override those of the table.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::action::{Action, ModeSet, TABLE};
use crate::config::Fault;
use crate::config::key::Key;
use crate::text::nearest::did_you_mean;

/// An action with its arguments, from keys, the command line or the keymap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The action.
    pub action: Action,
    /// A count or a number.
    pub count: Option<usize>,
    /// The words or the character given with it.
    pub argument: Option<String>,
}

impl Command {
    /// The action without arguments.
    pub fn new(action: Action) -> Self {
        Self {
            action,
            count: None,
            argument: None,
        }
    }

    /// With words.
    pub fn with(action: Action, argument: impl Into<String>) -> Self {
        Self {
            argument: Some(argument.into()),
            ..Self::new(action)
        }
    }

    /// The count, at least 1.
    pub fn times(&self) -> usize {
        self.count.unwrap_or(1).clamp(1, 100_000)
    }

    /// How many lines a command moves on in a list, where a page is `page` lines; `None` if it moves nothing.
    pub(in crate::app) fn lines_moved(&self, page: isize) -> Option<isize> {
        let times = self.times() as isize;
        match self.action {
            Action::ItemDown => Some(times),
            Action::ItemUp => Some(-times),
            Action::PageDown => Some(page),
            Action::PageUp => Some(-page),
            Action::FirstItem => Some(isize::MIN / 2),
            Action::LastItem => Some(isize::MAX / 2),
            _ => None,
        }
    }

    /// The line of a list of `total` that is chosen after this command, where `chosen` was chosen before and a page is `page` lines; `None` if
    /// the command chooses nothing.
    pub(in crate::app) fn line_chosen(&self, chosen: usize, total: usize, page: isize) -> Option<usize> {
        let by = self.lines_moved(page)?;
        Some(chosen.saturating_add_signed(by).min(total.saturating_sub(1)))
    }

    /// Parses a line like `theme ink` or `50%`.
    ///
    /// # Errors
    /// The word that is not an action.
    pub fn parse(line: &str) -> Result<Self, String> {
        let line = line.trim().trim_start_matches(':').trim();
        if let Ok(percent) = line.trim_end_matches('%').parse::<usize>() {
            return Ok(Self {
                count: Some(percent),
                ..Self::new(Action::Percent)
            });
        }
        if let Some(command) = line.strip_prefix('!') {
            let command = command.trim();
            return Ok(match command {
                "" => Self::new(Action::Pipe),
                command => Self::with(Action::Pipe, command),
            });
        }
        let (name, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let action = match name {
            "q" | "q!" | "wq" | "x" => Some(Action::Quit),
            "n" => Some(Action::NextFile),
            "import-notes" => Some(Action::Import),
            "w" => {
                return Err("everything is saved immediately; :export writes the notes to a file".into());
            }
            name => Action::named(name),
        };
        let Some(action) = action else {
            let meant = did_you_mean(name, TABLE.iter().map(|spec| spec.name));
            return Err(format!("no action is called ‘{name}’{meant}"));
        };
        let argument = argument.trim();
        let count = argument.parse().ok();
        Ok(Self {
            action,
            count,
            argument: (!argument.is_empty()).then(|| argument.to_owned()),
        })
    }
}

/// The result of looking up a sequence of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// This command.
    Found(Command),
    /// A prefix of a longer sequence.
    Prefix,
    /// Not bound.
    Nothing,
}

type Bindings = BTreeMap<Vec<Key>, Command>;

/// A key of the user: its mode, and its command, or `None` if the key is to be free.
#[derive(Clone, Debug)]
struct UserKey {
    mode: &'static str,
    keys: Vec<Key>,
    command: Option<Command>,
}

/// The keys of every mode.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    user: Vec<UserKey>,
    /// The bindings by the names of the modes, made when the first key is looked up: the first frame needs none of them.
    modes: OnceLock<BTreeMap<&'static str, Bindings>>,
}

impl Keymap {
    /// The table's keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// The table's keys, overridden by the user's: mode, then key sequence, then command (`none` frees a key). Invalid entries are left out
    /// and reported.
    pub fn with(user: &BTreeMap<String, BTreeMap<String, String>>) -> (Self, Vec<Fault>) {
        let mut map = Self::default();
        let mut problems = Vec::new();
        for (mode, bindings) in user {
            let Some((_, name)) = ModeSet::NAMED.iter().find(|(_, n)| n == mode) else {
                let names = ModeSet::NAMED.iter().map(|(_, name)| *name);
                let meant = did_you_mean(mode, names);
                let what = format!("there is no mode of that name{meant}");
                problems.push(Fault::new(["keys", mode], what));
                continue;
            };
            for (text, command) in bindings {
                let Some(keys) = Key::parse_sequence(text) else {
                    problems.push(Fault::new(["keys", mode, text], "this is not a key"));
                    continue;
                };
                let command = match command.as_str() {
                    "" | "none" => None,
                    command => match Command::parse(command) {
                        Ok(command) => Some(command),
                        Err(why) => {
                            problems.push(Fault::new(["keys", mode, text], why));
                            continue;
                        }
                    },
                };
                map.user.push(UserKey {
                    mode: name,
                    keys,
                    command,
                });
            }
        }
        (map, problems)
    }

    fn modes(&self) -> &BTreeMap<&'static str, Bindings> {
        self.modes.get_or_init(|| {
            let mut all = of_table();
            for UserKey { mode, keys, command } in &self.user {
                let bindings = all.entry(mode).or_default();
                let Some(command) = command else {
                    bindings.remove(keys);
                    continue;
                };
                bindings.retain(|other, _| !other.starts_with(keys) && !keys.starts_with(other));
                bindings.insert(keys.clone(), command.clone());
            }
            all
        })
    }

    fn bindings(&self, mode: ModeSet) -> Option<&Bindings> {
        self.modes().get(name_of(mode)?)
    }

    /// Looks up `keys` in `mode`.
    pub fn lookup(&self, mode: ModeSet, keys: &[Key]) -> Lookup {
        let Some(bindings) = self.bindings(mode) else {
            return Lookup::Nothing;
        };
        if let Some(command) = bindings.get(keys) {
            return Lookup::Found(command.clone());
        }
        let longer = bindings
            .range(keys.to_vec()..)
            .next()
            .is_some_and(|(k, _)| k.starts_with(keys));
        if longer { Lookup::Prefix } else { Lookup::Nothing }
    }

    /// The possible continuations of `prefix` in `mode`: the remaining keys and the command.
    pub fn continuations(&self, mode: ModeSet, prefix: &[Key]) -> Vec<(String, Command)> {
        self.bindings(mode)
            .into_iter()
            .flatten()
            .filter(|(keys, _)| keys.starts_with(prefix))
            .map(|(keys, command)| (Key::format_sequence(&keys[prefix.len()..]), command.clone()))
            .collect()
    }

    /// The first of the keys that call `action` in `mode`, as text.
    pub fn keys_for(&self, mode: ModeSet, action: Action) -> Option<String> {
        self.all_keys_for(mode, action).into_iter().next()
    }

    /// All keys that call `action` in `mode`: the table's in its order, then the user's, shortest first.
    pub fn all_keys_for(&self, mode: ModeSet, action: Action) -> Vec<String> {
        if action == Action::Verdict && ModeSet::QUEUE.and(ModeSet::LIST).meets(mode) {
            return vec!["1-9".into()];
        }
        let table = action.spec().keys;
        let of_mode = table.iter().filter(|(modes, _)| modes.meets(mode));
        let mut texts: Vec<String> = of_mode
            .flat_map(|(_, keys)| keys.iter().copied().map(Into::into))
            .collect();
        if texts.len() > 1 {
            // A key comes as early in every mode as in the first mode that has it.
            let order: Vec<&str> = table.iter().flat_map(|(_, keys)| keys.iter().copied()).collect();
            texts.sort_by_key(|text| order.iter().position(|known| known == text));
        }
        let name = name_of(mode);
        if self.user.iter().any(|key| Some(key.mode) == name)
            && let Some(bindings) = self.bindings(mode)
        {
            let mut bound: Vec<String> = bindings
                .iter()
                .filter(|(_, command)| command.action == action)
                .map(|(keys, _)| Key::format_sequence(keys))
                .collect();
            texts.retain(|text| bound.contains(text));
            bound.retain(|text| !texts.contains(text));
            bound.sort_by_key(String::len);
            texts.append(&mut bound);
        }
        if action == Action::Identify && !texts.is_empty() {
            return vec!["i".into()];
        }
        texts
    }
}

/// The name of a mode in the settings.
fn name_of(mode: ModeSet) -> Option<&'static str> {
    ModeSet::NAMED
        .iter()
        .find(|(m, _)| *m == mode)
        .map(|(_, name)| *name)
}

/// The bindings of the table, by the names of the modes.
fn of_table() -> BTreeMap<&'static str, Bindings> {
    let mut all: BTreeMap<&'static str, Bindings> = BTreeMap::new();
    for spec in TABLE {
        for (modes, texts) in spec.keys {
            for text in *texts {
                let Some(keys) = Key::parse_sequence(text) else {
                    continue;
                };
                let mut command = Command::new(spec.action);
                if spec.action == Action::Identify {
                    command.argument = text.chars().last().map(String::from);
                }
                for (_, name) in ModeSet::NAMED.iter().filter(|(mode, _)| modes.meets(*mode)) {
                    all.entry(name).or_default().insert(keys.clone(), command.clone());
                }
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sequence_of_a_mode_is_the_start_of_another() {
        let map = Keymap::new();
        for (mode, bindings) in map.modes() {
            for a in bindings.keys() {
                for b in bindings.keys().filter(|b| *b != a) {
                    assert!(
                        !b.starts_with(a),
                        "{mode}: {} and {}",
                        Key::format_sequence(a),
                        Key::format_sequence(b)
                    );
                }
            }
        }
    }

    #[test]
    fn every_sequence_of_the_table_is_reached_by_its_own_action() {
        // An entry overwritten by another action's entry would be found here.
        let map = Keymap::new();
        for spec in TABLE {
            for (modes, keys) in spec.keys {
                for (mode, name) in ModeSet::NAMED.iter().filter(|(mode, _)| modes.meets(*mode)) {
                    for text in *keys {
                        let sequence = Key::parse_sequence(text).unwrap_or_else(|| panic!("{text}"));
                        let Lookup::Found(found) = map.lookup(*mode, &sequence) else {
                            panic!("{name}: {text}")
                        };
                        assert_eq!(found.action, spec.action, "{name}: {text}");
                        assert_eq!(Key::format_sequence(&sequence), *text, "{name}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_user_overrides_and_is_told_what_cannot_be_used() {
        let text = [
            ("read", "Q", "quit"),
            ("read", "a", "none"),
            ("read", "X", "nonsense"),
            ("nowhere", "a", "quit"),
        ];
        let mut user: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (mode, key, command) in text {
            user.entry(mode.into())
                .or_default()
                .insert(key.into(), command.into());
        }
        let (map, problems) = Keymap::with(&user);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert_eq!(
            map.lookup(ModeSet::READ, &[Key::char('Q')]),
            Lookup::Found(Command::new(Action::Quit))
        );
        assert_eq!(map.lookup(ModeSet::READ, &[Key::char('a')]), Lookup::Nothing);
        assert_eq!(map.lookup(ModeSet::READ, &[Key::char(']')]), Lookup::Prefix);
        assert_eq!(
            map.all_keys_for(ModeSet::READ, Action::Quit),
            [
                Keymap::new().all_keys_for(ModeSet::READ, Action::Quit),
                vec!["Q".into()]
            ]
            .concat()
        );
        assert!(map.all_keys_for(ModeSet::READ, Action::Accept).is_empty());
    }

    #[test]
    fn a_line_names_an_action_and_what_it_takes() {
        assert_eq!(
            Command::parse(":theme ink").unwrap(),
            Command::with(Action::Theme, "ink")
        );
        assert_eq!(Command::parse("50%").unwrap().count, Some(50));
        assert!(Command::parse("frobnicate").is_err());
    }
}
