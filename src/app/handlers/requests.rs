//! Carries out the requests of overlays.

use super::super::article::Editing;
use super::super::keys::Command;
use super::super::message::Effect;
use super::super::model::{Acting, Model};
use super::super::overlay::{Followable, Overlay, Request, Response};
use super::super::reading::{SelectionKind, Then};
use super::super::status::{Done, Outcome, done, quiet};
use crate::document::TextRange;

impl Model {
    /// Handles the response of an overlay: keeps or closes it, and carries out its request.
    pub(in crate::app) fn respond(&mut self, overlay: Overlay, response: Response) -> Outcome {
        let Response {
            stays,
            request,
            outcome,
        } = response;
        if let Overlay::Prompt(prompt) = &overlay
            && let Some((kind, line)) = prompt.taken().filter(|_| !stays)
            && self.recall.add(*kind, line)
        {
            self.effects.push(Effect::Remember(*kind, line.clone()));
        }
        if let Overlay::Ledger(ledger) = &overlay
            && !stays
        {
            self.ledger = Some((**ledger).clone());
        }
        self.overlay = stays.then_some(overlay);
        let Some(request) = request else {
            return outcome;
        };
        let said = self.carry_out(request);
        match outcome {
            Ok(nothing) if nothing == Done::default() => said,
            outcome => outcome,
        }
    }

    pub(super) fn carry_out(&mut self, request: Request) -> Outcome {
        match request {
            Request::Run(command) => self.run(&command),
            Request::Start(action) => self.start(action),
            Request::RunOn(editing, command) => self.on(*editing, |model| model.run(&command)),
            Request::ChangeEvidence(editing, old, text) => {
                let target = editing.target();
                self.on(*editing, |model| model.change_evidence(target, &old, &text))
            }
            Request::WriteNote(editing, text) => {
                let target = editing.target();
                self.on(*editing, |model| model.write_note(target, &text))
            }
            Request::Find { needle, from, jump } => {
                let then = if jump { Then::Jump(from) } else { Then::Show };
                self.find(&needle, from, then)
            }
            Request::EndSearch(place) => {
                self.reading.end_search();
                if let Some((cursor, top)) = place {
                    self.reading.put_back(top, cursor);
                }
                quiet()
            }
            Request::Filter(typed) => self.filter_list(&typed),
            Request::ShowTheme(name) => {
                self.look.show(&name);
                quiet()
            }
            Request::SettleTheme => {
                self.look.settle();
                quiet()
            }
            Request::ChooseTheme(name) => self.choose_theme(&name),
            Request::Rename {
                kind,
                old,
                like,
                name,
            } => match self.article.entity_named(kind, &old) {
                Some(entity) => self.rename(entity, like, &name),
                None => quiet(),
            },
            Request::Follow(Followable::Link(range)) => self.show_link(range),
            Request::Follow(Followable::Picture(picture)) => self.go_to_picture(picture),
            Request::Draw(words, file) => self.draw_picture(words, file),
            Request::Pick(range, then) => self.pick_sentence(range, then),
            Request::Show(id, range) => {
                self.show_above_review(range, Some(id));
                quiet()
            }
            Request::Jump(range) => {
                self.jump(range);
                quiet()
            }
            Request::Attach(id, range) => self.attach_reviewed(id, range),
            Request::Detach(id) => self.detach_reviewed(id),
            Request::SelectFor(id) => self.select_for(id),
            Request::Settle(answer) => self.settle(answer),
            Request::Unsettle => self.unsettle(),
            Request::Compare(number) => self.compare(number),
            Request::Perform(effect) => self.perform(effect),
            Request::Answer(action) => self.answer(action),
            Request::AnswerAboutCopies(action) => self.answer_about_copies(action),
            Request::SaveElsewhere(leaving, name) => self.save_elsewhere(leaving, &name),
            Request::AskAgain(leaving) => self.ask_again(leaving),
            Request::Leave(exit) => self.leave(exit),
            Request::Visit(name, arrival) => self.visit(&name, arrival),
            Request::Quit => self.quit(),
        }
    }

    /// Acts on the subject of a prompt or the note editor, wherever the focus is now.
    fn on(&mut self, editing: Editing, act: impl FnOnce(&mut Self) -> Outcome) -> Outcome {
        self.acting = Some(Acting { editing, draft: None });
        let said = act(self);
        self.acting = None;
        said
    }

    fn pick_sentence(&mut self, range: TextRange, then: Option<Command>) -> Outcome {
        self.reading.select_range(SelectionKind::Sentences, range);
        match then {
            Some(command) => self.run(&command),
            None => done("sentence selected: c claim, m mark, n note, i entity"),
        }
    }
}
