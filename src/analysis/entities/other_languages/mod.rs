//! Texts in languages other than English: names by script and shape, dates and figures by the words of several languages.
//!
//! Invariants: uncertain names are not reported. If all nouns are capitalised, a capital alone does not make a name; if a script has no
//! capitals, only what is certainly bounded on both sides is a name.

mod dates;
mod figures;
mod lists;
mod script;

use std::collections::HashSet;
use std::ops::Range;

use super::gazetteer::{Gazetteer, class, key};
use super::words::{Words, is_capital, is_figure, is_upper};
use super::{Found, Tagger};
use crate::analysis::EntityKind;
use crate::analysis::constructions::Constructions;
use crate::analysis::token::Token;
use crate::document::Document;
use crate::lexicon::WordClass;
use lists::holds;

pub(in crate::analysis) use script::particle;

/// How a language other than English writes names and figures.
#[derive(Clone, Debug)]
pub(super) struct Language {
    code: String,
}

impl Language {
    /// The language of `document`, if it is known or detected and not English. A text with many small English words is English, whatever
    /// was detected.
    pub(super) fn of(document: &Document, tokens: &[Token]) -> Option<Self> {
        let words = Words {
            text: document.text(),
            tokens: tokens.get(..tokens.len().min(800)).unwrap_or_default(),
        };
        let letters = (0..words.len())
            .filter(|i| words.get(*i).chars().next().is_some_and(char::is_alphabetic))
            .count();
        let english = (0..words.len())
            .filter(|i| WordClass::EnglishWord.has(words.get(*i)))
            .count();
        if letters == 0 || english * 25 >= letters {
            return None;
        }
        let declared = document.metadata().language.as_deref();
        let code = match crate::analysis::language(document) {
            Some(code) => code,
            // Too short for detection: the declaration counts.
            None => declared?.get(..2)?.to_ascii_lowercase(),
        };
        (code != "en").then_some(Self { code })
    }

    /// Its ISO 639-1 code.
    pub(super) fn code(&self) -> &str {
        &self.code
    }

    fn capital_nouns(&self) -> bool {
        self.code == "de"
    }

    fn no_capitals(&self) -> bool {
        matches!(
            self.code.as_str(),
            "zh" | "ja" | "ko" | "ar" | "he" | "fa" | "hi" | "th" | "bn" | "ur"
        )
    }

    /// Whether the decimal separator is a comma and the thousands separator a full stop.
    fn decimal_comma(&self) -> bool {
        !matches!(
            self.code.as_str(),
            "zh" | "ja" | "ko" | "he" | "hi" | "bn" | "th" | "ur" | "fa"
        )
    }

    /// The dates of `words`.
    pub(super) fn dates(words: Words<'_>, out: &mut Vec<Found>) {
        dates::dates(words, out);
    }

    /// The figures of `words`, except inside tokens marked by `taken`.
    pub(super) fn figures(&self, words: Words<'_>, taken: &[bool], out: &mut Vec<Found>) {
        figures::figures(words, self.decimal_comma(), taken, out);
    }
}

/// Finds names in texts in a language other than English.
#[derive(Clone, Debug)]
pub(super) struct OtherLanguageTagger<'a> {
    pub(super) language: Language,
    pub(super) gazetteer: Option<Gazetteer<'a>>,
}

impl Tagger for OtherLanguageTagger<'_> {
    fn tag(&self, text: &str, sentence: &[Token]) -> Vec<(Range<usize>, EntityKind)> {
        let words = Words {
            text,
            tokens: sentence,
        };
        self.names(words)
    }

    fn tag_all(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Range<usize>],
        _constructions: &Constructions,
    ) -> Vec<(Range<usize>, EntityKind)> {
        let mut out = super::each_sentence(tokens, sentences, |sentence| self.tag(text, sentence));
        // Without spaces between words, the end of a name may also be part of other words.
        if !self.language.no_capitals() {
            surnames(Words { text, tokens }, &mut out);
        }
        out
    }
}

impl OtherLanguageTagger<'_> {
    /// The names of one sentence.
    fn names(&self, words: Words<'_>) -> Vec<(Range<usize>, EntityKind)> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < words.len() {
            if let Some(end) = titled_work(words, at) {
                out.push((at + 1..end, EntityKind::Work));
                at = end;
            } else if is_capital(words.get(at)) {
                let end = run_end(words, at);
                self.run(words, at..end, &mut out);
                at = end;
            } else {
                at += 1;
            }
        }
        if self.language.no_capitals() {
            add(script::names(&self.language.code, words), words.len(), &mut out);
        }
        out
    }
}

/// Adds those of `more` that overlap nothing in `out`, which stays in order; all are in a sentence of `tokens` tokens.
fn add(more: Vec<(Range<usize>, EntityKind)>, tokens: usize, out: &mut Vec<(Range<usize>, EntityKind)>) {
    let mut taken = vec![false; tokens];
    for (span, _) in out.iter() {
        taken[span.clone()].fill(true);
    }
    for (span, kind) in more {
        let there = &mut taken[span.start..span.end.min(tokens)];
        if !there.contains(&true) {
            there.fill(true);
            out.push((span, kind));
        }
    }
    out.sort_by_key(|(span, _)| span.start);
}

/// Adds the bare surnames of persons who are named in full elsewhere, and corrects the kind of those that were taken for something else.
fn surnames(words: Words<'_>, found: &mut Vec<(Range<usize>, EntityKind)>) {
    let known: HashSet<&str> = found
        .iter()
        .filter(|(span, kind)| *kind == EntityKind::Person && span.len() > 1)
        .map(|(span, _)| words.get(span.end - 1))
        .collect();
    let mut taken = vec![false; words.len()];
    for (span, kind) in found.iter_mut() {
        if span.len() == 1 && known.contains(words.get(span.start)) {
            *kind = EntityKind::Person;
        }
        if let Some(slots) = taken.get_mut(span.clone()) {
            slots.fill(true);
        }
    }
    let bare = (0..words.len()).filter(|i| {
        let beside = is_capital(words.before(*i, 1)) || words.get(i + 1) == "-";
        !taken[*i] && !beside && known.contains(words.get(*i))
    });
    found.extend(bare.map(|i| (i..i + 1, EntityKind::Person)));
    found.sort_by_key(|(span, _)| span.start);
}

impl OtherLanguageTagger<'_> {
    fn classes(&self, words: Words<'_>, span: Range<usize>) -> u16 {
        self.gazetteer
            .map_or(0, |g| g.get(key(span.map(|i| words.get(i)))).classes)
    }

    /// The names in a run of capitals.
    fn run(&self, words: Words<'_>, mut run: Range<usize>, out: &mut Vec<(Range<usize>, EntityKind)>) {
        if run.len() > 1 && holds("opener", &words.get(run.start).to_lowercase()) {
            run.start += 1;
        }
        let mut at = run.start;
        while at < run.end {
            // The longest known name, or name with a distinctive shape, from here.
            let found = (at + 1..=run.end)
                .rev()
                .find_map(|end| self.kind(words, at..end, &run).map(|kind| (end, kind)));
            match found {
                Some((end, kind)) => {
                    out.push((at..end, kind));
                    at = end;
                }
                None => at += 1,
            }
        }
    }

    fn kind(&self, words: Words<'_>, span: Range<usize>, run: &Range<usize>) -> Option<EntityKind> {
        const PLACE: u16 = class::COUNTRY | class::REGION | class::CITY;
        let (first, last) = (words.get(span.start), words.get(span.end - 1));
        if is_joint(last) || is_joint(first) || words.get(span.end) == "-" && span.end < run.end {
            return None;
        }
        let several = span.len() > 1;
        let classes = self.classes(words, span.clone());
        let opener = holds("opener", &first.to_lowercase());
        if !opener && classes & PLACE != 0 {
            return Some(EntityKind::Place);
        }
        if !opener && classes & class::ORGANIZATION != 0 && (several || is_upper(first)) {
            return Some(EntityKind::Organization);
        }
        if several && WordClass::CompanyEnding.has(last) && !opener {
            return Some(EntityKind::Organization);
        }
        if several && holds("head", &first.to_lowercase()) && span == *run {
            return Some(EntityKind::Organization);
        }
        let titled = span
            .start
            .checked_sub(1)
            .is_some_and(|i| holds("title", &words.get(i).to_lowercase()));
        let first_name = self.classes(words, span.start..span.start + 1) & class::FIRST != 0;
        if several && span.len() <= 4 && first_name && !opener && !holds("title", &first.to_lowercase()) {
            return Some(EntityKind::Person);
        }
        if titled && span.len() <= 3 && !opener {
            return Some(EntityKind::Person);
        }
        if !several
            && is_upper(first)
            && (2..=6).contains(&first.chars().count())
            && !WordClass::CompanyEnding.has(first)
            && !shouted(words)
        {
            return Some(EntityKind::Organization);
        }
        if self.language.no_capitals() {
            // A name in Latin letters in another script.
            let latin = span == *run && first.chars().count() > 1;
            return latin.then_some(EntityKind::Organization);
        }
        if self.language.capital_nouns() || span != *run || opener || holds("title", &first.to_lowercase()) {
            return None;
        }
        // If only names are capitalised, a run of capitals is a name unless it opens the sentence.
        let opens = !words
            .before(span.start, 1)
            .chars()
            .last()
            .is_some_and(|c| c.is_alphabetic() || c == ',');
        match (several, opens) {
            (true, _) => Some(EntityKind::Person),
            (false, false) if words.before(span.start, 1) != "," => Some(EntityKind::Place),
            _ => None,
        }
    }
}

/// Whether the sentence is all in capitals, which are then meaningless.
fn shouted(words: Words<'_>) -> bool {
    let letters = (0..words.len()).filter(|i| words.get(*i).chars().next().is_some_and(char::is_alphabetic));
    let (all, upper) = letters.fold((0, 0), |(all, upper), i| {
        (all + 1, upper + usize::from(is_upper(words.get(i))))
    });
    upper * 2 > all
}

/// Small words and punctuation that may be inside a name.
fn is_joint(word: &str) -> bool {
    matches!(
        word,
        "-" | "de"
            | "del"
            | "der"
            | "den"
            | "di"
            | "da"
            | "do"
            | "dos"
            | "du"
            | "des"
            | "la"
            | "le"
            | "van"
            | "von"
            | "zu"
            | "y"
            | "·"
            | "・"
            | "für"
    )
}

fn run_end(words: Words<'_>, at: usize) -> usize {
    let mut end = at + 1;
    loop {
        let word = words.get(end);
        if is_capital(word) {
            end += 1;
        } else if is_joint(word) && is_capital(words.get(end + 1)) {
            end += 2;
        } else if is_joint(word) && is_joint(words.get(end + 1)) && is_capital(words.get(end + 2)) {
            end += 3;
        } else {
            return end;
        }
        if is_figure(words.get(end)) || end >= words.len() {
            return end.min(words.len());
        }
    }
}

/// The end of the work title whose opening mark is at `at`: 《红楼梦》.
fn titled_work(words: Words<'_>, at: usize) -> Option<usize> {
    let close = match words.get(at) {
        "《" => "》",
        "〈" => "〉",
        "『" => "』",
        _ => return None,
    };
    (at + 2..words.len().min(at + 32)).find(|i| words.get(*i) == close)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Value, analyse};
    use crate::document::{BlockKind, Builder};

    /// Each entity of a passage: kind, name, and value if there is one.
    fn found(text: &str) -> Vec<String> {
        let mut builder = Builder::new();
        builder.block(BlockKind::Paragraph, text);
        let entities = analyse(&builder.finish()).entities;
        entities
            .into_iter()
            .map(|e| match e.value {
                Some(Value::Date(day)) => format!("{} {day}", e.kind.name()),
                Some(Value::Number(n, unit)) => format!("{} {n} {unit}", e.kind.name()).trim_end().to_owned(),
                None => format!("{} {} {}", e.kind.name(), e.name, e.mentions.len()),
            })
            .collect()
    }

    #[test]
    fn german_nouns_are_no_names() {
        let text = "Die Kanzlerin Helga Brandt hat am 17. September 2020 in Berlin die Pläne der Regierung verteidigt. Die \
                    Norvale Stahl AG und die XDP lehnten den Vorschlag ab. „Wir zahlen 3,5 Millionen Euro“, sagte Brandt. Der \
                    Verlust lag bei 1.234,56 Euro, die Wirtschaft wuchs um 2,3 Prozent.";
        assert_eq!(
            found(text),
            [
                "person Helga Brandt 2",
                "date 2020-09-17",
                "place Berlin 1",
                "organization Norvale Stahl AG 1",
                "organization XDP 1",
                "money 3500000 EUR",
                "money 1234.56 EUR",
                "quantity 2.3 percent"
            ]
        );
    }

    #[test]
    fn french() {
        let text = "Le président Jean Lavigne a déclaré mardi 3 mai 2021 que la France ne paierait pas. « Nous refusons », a dit \
                    M. Lavigne à Paris. Le Ministère de la Justice a refusé de commenter. Selon Marie Lefort, l'entreprise a \
                    perdu 12,5 millions d'euros, soit 8 pour cent de ses ventes.";
        assert_eq!(
            found(text),
            [
                "person Jean Lavigne 2",
                "date 2021-05-03",
                "place France 1",
                "place Paris 1",
                "organization Ministère de la Justice 1",
                "person Marie Lefort 1",
                "money 12500000 EUR",
                "quantity 8 percent"
            ]
        );
    }

    #[test]
    fn spanish() {
        let text = "El ministro Carlos Rueda dijo el 17 de septiembre de 2020 que España no pagará. La Universidad de Sevilla \
                    recibió 3.500 libras. «No hay dinero», dijo Rueda en Madrid cuando llegó a la reunión.";
        assert_eq!(
            found(text),
            [
                "person Carlos Rueda 2",
                "date 2020-09-17",
                "place España 1",
                "organization Universidad de Sevilla 1",
                "money 3500 GBP",
                "place Madrid 1"
            ]
        );
    }

    #[test]
    fn russian() {
        let text = "Президент Иван Петренко заявил 17 сентября 2020 года, что Рутения не будет платить. Министерство финансов \
                    выделило 500 млн рублей. Расходы выросли на 12 процентов, добавил Петренко.";
        assert_eq!(
            found(text),
            [
                "person Иван Петренко 2",
                "date 2020-09-17",
                "place Рутения 1",
                "money 500000000 RUB",
                "quantity 12 percent"
            ]
        );
    }

    #[test]
    fn chinese_has_no_capitals() {
        let text = "主席于2020年9月17日在北京会见了来访的客人。公司（Norvale）表示，《山海的故事》的新版将于9月20日上映，投资3.5亿元。他说，\
                    今年将有12部新的电影。";
        assert_eq!(
            found(text),
            [
                "date 2020-09-17",
                "place 北京 1",
                "organization Norvale 1",
                "work 山海的故事 1",
                "date 9月20日 1",
                "money 350000000 CNY",
                "quantity 12"
            ]
        );
    }

    #[test]
    fn chinese_names_by_what_bounds_them() {
        let text = "外交部发言人林立平表示，鲁坦国总统埃里克·马尔顿将于下周访问广东省深圳市。据新华社报道，北京大学的陈秀兰教授和山海集团都拒绝置评。\
                    每家公司的员工都说，该大学与这家银行没有关系。他在上市公司工作，后来成为大学生。";
        assert_eq!(
            found(text),
            [
                "organization 外交部 1",
                "person 林立平 1",
                "person 埃里克·马尔顿 1",
                "place 广东省 1",
                "place 深圳市 1",
                "organization 新华社 1",
                "organization 北京大学 1",
                "person 陈秀兰 1",
                "organization 山海集团 1"
            ]
        );
    }

    #[test]
    fn japanese_names_by_what_bounds_them() {
        let text = "山川首相は三日、東京でルタニア・トヨダ氏と会談した。北浜大学の田中教授によると、患者さんの数は増えている。\
                    株式会社ノルベールは同社の工場を川北市に移す。財務省は元社長のコメントを発表した。両氏と皆さんは黙っていた。";
        assert_eq!(
            found(text),
            [
                "person 山川 1",
                "place 東京 1",
                "person ルタニア・トヨダ 1",
                "organization 北浜大学 1",
                "person 田中 1",
                "organization 株式会社ノルベール 1",
                "place 川北市 1",
                "organization 財務省 1"
            ]
        );
    }

    #[test]
    fn places_in_a_row_without_an_end_are_walked_no_further_than_some() {
        let plain = "これはとてもよいことです。".repeat(2500);
        let places = |row: &str| found(&format!("{plain}{row}です。"));
        assert_eq!(places("東京大阪"), ["place 東京 1", "place 大阪 1"]);
        assert!(places(&"東京".repeat(12_000)).is_empty());
    }

    #[test]
    fn korean_names_without_what_hangs_on_them() {
        let text = "김하늘 대통령은 어제 서울에서 박민수 의원을 만났다. 산해대학교는 미국의 시중은행과 협약을 맺었다. 국방부가 이를 밝혔다. \
                    정부의 대표는 민주당 의원들과 이야기를 나누었다.";
        assert_eq!(
            found(text),
            [
                "person 김하늘 1",
                "place 서울 1",
                "person 박민수 1",
                "organization 산해대학교 1",
                "place 미국 1",
                "organization 국방부 1"
            ]
        );
    }

    #[test]
    fn arabic_names_go_on_with_the_article() {
        let text = "قال الرئيس محمد عبد الكريم الأنصاري في القاهرة إن وزارة الخارجية المصرية وقعت اتفاقا مع شركة كبيرة. وأضاف أحمد الذي زار بيروت أن \
                    جامعة دمشق ستعلن النتائج.";
        assert_eq!(
            found(text),
            [
                "person محمد عبد الكريم الأنصاري 1",
                "place القاهرة 1",
                "organization وزارة الخارجية المصرية 1",
                "place بيروت 1",
                "organization جامعة دمشق 1"
            ]
        );
    }

    #[test]
    fn english_is_left_to_the_trained_tagger() {
        let mut builder = Builder::new();
        builder.block(
            BlockKind::Paragraph,
            "Der Spiegel and Die Zeit were read by the men of the Norddeutsche Landesbank in Hannover.",
        );
        let document = builder.finish();
        assert!(Language::of(&document, &crate::analysis::tokens(&document)).is_none());
    }
}
