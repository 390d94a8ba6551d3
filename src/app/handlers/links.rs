//! Links and footnotes: picked by a letter or from a list, and opened only after their target was shown.

use super::super::article::LinkTarget;
use super::super::keys::Command;
use super::super::message::Effect;
use super::super::model::Model;
use super::super::overlay::{Hints, Leads, Link, Overlay, Page, PageLine, PictureState, PictureView};
use super::super::pictures::PictureFile;
use super::super::status::{Outcome, decline, quiet};
use crate::document::{PicturePlace, TextRange};
use crate::text::clean::one_line;

/// Shows a letter on each link and footnote in view; with a number, picks the link of that number.
pub(super) fn follow(model: &mut Model, command: &Command) -> Outcome {
    if let Some(number) = command.count {
        let links = model.article.links();
        return match number.checked_sub(1).and_then(|i| links.get(i)) {
            Some(range) => model.show_link(*range),
            None => decline(format!(
                "there is no link {number}: the last one is {}",
                links.len()
            )),
        };
    }
    let page = model.reading.seen().stretches().to_vec();
    let found: Vec<TextRange> = page
        .iter()
        .flat_map(|part| model.article.links_in(*part))
        .collect();
    match Hints::on_links(found) {
        Some(hints) => {
            model.overlay = Some(Overlay::Hints(hints));
            quiet()
        }
        None => decline("no link or footnote is in view: :links lists those of the article"),
    }
}

/// Lists all links and footnotes, with their numbers.
pub(super) fn links(model: &mut Model, _: &Command) -> Outcome {
    let lines: Vec<PageLine> = model
        .article
        .links()
        .into_iter()
        .enumerate()
        .map(|(i, range)| {
            let link = model.link_at(range);
            let right = link.map_or("a place that is not known".to_owned(), |l| one_line(l.shown()));
            let words = one_line(model.article.document().slice(range));
            PageLine::link(format!("{}  {words}", i + 1), right, range)
        })
        .collect();
    if lines.is_empty() {
        return decline("this article has no links");
    }
    model.overlay = Some(Overlay::Page(Page {
        chosen: Some(0),
        ..Page::new("Links · enter shows the target · type to search", lines)
    }));
    quiet()
}

/// Lists all pictures, with their descriptions.
pub(super) fn pictures(model: &mut Model, _: &Command) -> Outcome {
    let pictures = model.article.document().pictures();
    let lines: Vec<PageLine> = pictures
        .iter()
        .enumerate()
        .map(|(i, picture)| {
            let kept = match &picture.place {
                PicturePlace::Outside(name) => name,
                PicturePlace::Inside(_) => "inside the file",
            };
            PageLine::picture(format!("{}  {}", i + 1, picture.description), one_line(kept), i)
        })
        .collect();
    if lines.is_empty() {
        return decline("this article has no pictures");
    }
    model.overlay = Some(Overlay::Page(Page {
        chosen: Some(0),
        ..Page::new(
            "Pictures · enter shows its place and file · type to search",
            lines,
        )
    }));
    quiet()
}

impl Model {
    /// Goes to a picture, and shows where it is kept.
    pub(super) fn go_to_picture(&mut self, picture: usize) -> Outcome {
        let document = self.article.document();
        let block = document.pictures().get(picture).map(|p| p.block);
        if let Some(block) = block.and_then(|at| document.blocks().get(at)) {
            self.jump(block.range);
        }
        self.show_picture(picture)
    }

    /// Shows a picture's description, and where it is kept.
    pub(in crate::app) fn show_picture(&mut self, picture: usize) -> Outcome {
        let Some(words) = self.article.document().pictures().get(picture) else {
            return quiet();
        };
        let words = words.description.clone();
        let target = match self.article.target_of_picture(picture) {
            LinkTarget::Readable(name) | LinkTarget::Foreign(name) => Some(name),
            LinkTarget::Footnote(_) | LinkTarget::Unknown => None,
        };
        let file = self
            .article
            .picture_file(picture)
            .filter(|_| self.look.has_pictures());
        let leads = Leads::Picture { target, file };
        self.overlay = Some(Overlay::Link(Link { words, leads }));
        quiet()
    }

    /// Draws a picture over the page.
    pub(super) fn draw_picture(&mut self, words: String, file: PictureFile) -> Outcome {
        self.overlay = Some(Overlay::Picture(PictureView {
            words,
            file,
            state: PictureState::Awaited,
        }));
        self.ask_for_picture();
        quiet()
    }

    /// Requests the open picture in the size of the available room.
    pub(in crate::app) fn ask_for_picture(&mut self) {
        if let Some(Overlay::Picture(view)) = &mut self.overlay {
            view.state = PictureState::Awaited;
            let file = view.file.clone();
            self.effects.push(Effect::DrawPicture(file));
        }
    }

    /// Takes the result of preparing a picture.
    pub(in crate::app) fn picture_is_ready(&mut self, file: &PictureFile, result: Result<(), String>) {
        if let Some(Overlay::Picture(view)) = &mut self.overlay
            && view.file == *file
        {
            view.state = match result {
                Ok(()) => PictureState::Drawn,
                Err(why) => PictureState::Failed(why),
            };
        }
    }

    fn link_at(&self, range: TextRange) -> Option<Link> {
        let document = self.article.document();
        let leads = match self.article.target_of(range) {
            LinkTarget::Footnote(note) => Leads::Footnote(one_line(document.slice(note)), note),
            LinkTarget::Readable(name) => Leads::Article(name),
            LinkTarget::Foreign(target) => Leads::Program(target),
            LinkTarget::Unknown => return None,
        };
        Some(Link {
            words: one_line(document.slice(range)),
            leads,
        })
    }

    /// Shows the target of the link at `range`.
    pub(super) fn show_link(&mut self, range: TextRange) -> Outcome {
        match self.link_at(range) {
            Some(link) => {
                self.overlay = Some(Overlay::Link(link));
                quiet()
            }
            None => decline("this leads to a place in the article that is not known"),
        }
    }
}
