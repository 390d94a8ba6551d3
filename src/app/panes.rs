//! The layout of the screen, in cells, used by the view and the mouse.

use super::keys::Mode;

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Left column.
    pub x: u16,
    /// Top row.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Area {
    /// Whether the cell is inside.
    pub fn contains(self, x: u16, y: u16) -> bool {
        x >= self.x && x < self.x + self.width && y >= self.y && y < self.y + self.height
    }
}

/// The layout of a screen of a given size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// The whole screen.
    pub screen: Area,
    /// The line with the title.
    pub header: Area,
    /// The area of the article: gutter, text and margin, without header and status line.
    pub article: Area,
    /// The column of text.
    pub text: Area,
    /// The columns of a claim's glyph and of its bar.
    pub gutter: (u16, u16),
    /// The sidebar including its head, if it is shown; over the article if `overlay` is set.
    pub sidebar: Option<Area>,
    /// Whether the sidebar lies over the article.
    pub overlay: bool,
    /// The overview of claims in the sidebar, if there is room.
    pub density: Option<Area>,
    /// The card beside the sidebar, on wide screens.
    pub card: Option<Area>,
    /// The lines of the tour, above the status line.
    pub tour: Option<Area>,
    /// The status line.
    pub status: Area,
}

/// With fewer columns than this the sidebar covers the article.
pub const SIDEBAR_BESIDE: u16 = 80;

/// With this many columns or more, the names of a sidebar's lists fit in one row.
const ONE_ROW_OF_LISTS: u16 = 36;

/// The requested layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is wished for on its own")]
pub struct PaneOptions {
    /// Cells of the text column.
    pub measure: u16,
    /// Cells of the sidebar (0: a third of the screen, 30 to 72).
    pub sidebar: u16,
    /// Whether the sidebar is shown beside the text.
    pub shown: bool,
    /// What the keys do.
    pub mode: Mode,
    /// Whether only the text is shown.
    pub minimal: bool,
    /// Whether the tour runs.
    pub tour: bool,
    /// Whether there is a permanent line above the status line.
    pub banner: bool,
}

impl Panes {
    /// The area of a sheet that covers everything except the status line, and its margin on either side.
    pub fn sheet(&self) -> (Area, u16) {
        let area = Area {
            height: self.status.y,
            ..self.screen
        };
        (area, if area.width >= 60 { 4 } else { 1 })
    }

    /// The area of a picture over the page: above three rows for its description.
    pub fn picture(&self) -> Area {
        Area {
            x: 1.min(self.screen.width),
            y: 1.min(self.screen.height),
            width: self.screen.width.saturating_sub(2),
            height: self.status.y.saturating_sub(5),
        }
    }

    /// The layout of a screen of this size. In the queue the text leaves room for the details of the claim.
    pub fn new(width: u16, height: u16, options: PaneOptions) -> Self {
        let PaneOptions {
            measure,
            sidebar: sidebar_width,
            shown,
            mode,
            minimal,
            tour,
            banner,
        } = options;
        let (active, queue) = (matches!(mode, Mode::List | Mode::Card), mode == Mode::Queue);
        let screen = Area {
            x: 0,
            y: 0,
            width,
            height,
        };
        let status = Area {
            x: 0,
            y: height.saturating_sub(1),
            width,
            height: height.min(1),
        };
        let above = height.saturating_sub(1 + u16::from(banner && height >= 4));
        let tour_rows = if tour && !minimal {
            tour_rows(width, height)
        } else {
            0
        };
        let above = above.saturating_sub(tour_rows);
        let tour = (tour_rows > 0).then_some(Area {
            x: 0,
            y: above,
            width,
            height: tour_rows,
        });
        let beside = width >= SIDEBAR_BESIDE;
        let sidebar_width = sidebar_cells(width, sidebar_width, beside);
        let visible = if beside {
            shown || mode == Mode::Card
        } else {
            active
        } && !minimal
            && sidebar_width >= 8
            && above >= 2;
        let card_width = card_width(width, sidebar_width, measure, visible);
        let edge = width - card_width.unwrap_or(0);
        let card = card_width.map(|wide| Area {
            x: edge,
            y: 0,
            width: wide,
            height: above,
        });
        let sidebar = visible.then_some(Area {
            x: edge - sidebar_width,
            y: 0,
            width: sidebar_width,
            height: above,
        });
        let page = if beside && visible {
            edge - sidebar_width
        } else {
            edge
        };

        let header_rows = u16::from(above >= 4 && !minimal);
        let gap = u16::from(above >= 14);
        let top = header_rows + gap;
        let left = if page >= 36 {
            6
        } else if page >= 12 {
            3
        } else {
            0
        };
        let right = if page >= 36 { 2 } else { u16::from(page >= 12) };
        let text_width = measure.min(page.saturating_sub(left + right)).max(1);
        let text_x = (page.saturating_sub(text_width) / 2)
            .max(left)
            .min(page.saturating_sub(text_width));
        let article = Area {
            x: 0,
            y: top,
            width: page,
            height: above.saturating_sub(top),
        };
        let details = if queue && card.is_none() {
            (article.height / 2).min(18)
        } else {
            0
        };
        let text = Area {
            x: text_x,
            y: top,
            width: text_width,
            height: article.height - details,
        };
        let header = Area {
            x: text_x,
            y: 0,
            width: text_width.min(page),
            height: header_rows,
        };
        let gutter = if left >= 6 {
            (text_x - 5, text_x - 3)
        } else {
            (text_x.saturating_sub(3), text_x.saturating_sub(2))
        };
        let density = sidebar.filter(|s| s.height >= 30).map(|s| Area {
            x: s.x + 1,
            y: s.y + s.height - 2,
            width: s.width.saturating_sub(2),
            height: 1,
        });
        Self {
            screen,
            header,
            article,
            text,
            gutter,
            sidebar,
            overlay: !beside,
            density,
            card,
            tour,
            status,
        }
    }

    /// Rows of the sidebar for the names of its lists: two if one is too narrow.
    pub fn head_rows(&self) -> u16 {
        let wide = self.sidebar.is_some_and(|s| s.width >= ONE_ROW_OF_LISTS);
        if wide { 1 } else { 2 }
    }

    /// Rows of a review above the status line.
    pub fn review_rows(&self) -> u16 {
        (self.status.y / 2).clamp(4, 14).min(self.status.y)
    }

    /// Whether the screen is too small to show any of the article.
    pub fn is_too_small(&self) -> bool {
        self.screen.width < 8 || self.screen.height < 2
    }

    /// Whether the cell is on the border between text and sidebar, which can be dragged.
    pub fn on_divider(&self, x: u16, y: u16) -> bool {
        let side = self.sidebar.filter(|s| !self.overlay && s.width > 0);
        side.is_some_and(|s| (x == s.x || x + 1 == s.x) && y >= s.y && y < s.y + s.height)
    }

    /// The area of the list in the sidebar. The row above it is blank or shows the filter; a short sidebar omits it.
    pub fn list(&self) -> Option<Area> {
        self.sidebar.map(|s| {
            let between = u16::from(s.height >= 6);
            let head = (self.head_rows() + between).min(s.height);
            let foot = if self.density.is_some() { 3 } else { 0 };
            // Over the article there is a rule at its left.
            let rule = u16::from(self.overlay);
            Area {
                x: s.x + 1 + rule,
                y: s.y + head,
                width: s.width.saturating_sub(2 + rule),
                height: s.height - head - foot,
            }
        })
    }
}

/// With this many columns or more, the card has its own column.
const CARD_BESIDE: u16 = 180;

/// Columns of the card beside the sidebar: what the text leaves, if that is enough.
fn card_width(width: u16, sidebar: u16, measure: u16, visible: bool) -> Option<u16> {
    let left = width.saturating_sub(sidebar + measure + 8);
    (visible && width >= CARD_BESIDE && left >= 40).then(|| left.min(60))
}

/// Cells of the sidebar on a screen of this width, given the setting.
fn sidebar_cells(width: u16, wished: u16, beside: bool) -> u16 {
    let wished = if wished == 0 {
        (width / 3).clamp(30, 72)
    } else {
        wished
    };
    // Beside the text it never takes more than three eighths of the screen.
    if beside {
        wished.min((width * 3 / 8).max(26))
    } else {
        wished.max(40).min(width.saturating_sub(2))
    }
}

/// Rows of the tour: its ticks and the next task on one, or below each other.
fn tour_rows(width: u16, height: u16) -> u16 {
    /// The approximate length of its longest sentence in cells.
    const LONGEST: u16 = 78;
    match (width, height) {
        (_, 0..10) | (0..30, _) => 0,
        (100.., _) => 1,
        _ => 1 + LONGEST.div_ceil(width - 2).min(4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_wide_screen_of_the_design() {
        let p = Panes::new(
            120,
            40,
            PaneOptions {
                measure: 68,
                sidebar: 40,
                shown: true,
                mode: Mode::Read,
                minimal: false,
                tour: false,
                banner: false,
            },
        );
        assert_eq!((p.text.x, p.text.width, p.text.y), (6, 68, 2));
        assert_eq!(p.gutter, (1, 3));
        assert_eq!(p.sidebar.map(|s| s.x), Some(80));
    }

    proptest! {
        #[test]
        fn nothing_leaves_the_screen(w in 0u16..300, h in 0u16..100, m in 1u16..200, s in 0u16..120, shown: bool, mode in 0usize..4) {
            let mode = [Mode::Read, Mode::Queue, Mode::List, Mode::Card][mode];
            let p = Panes::new(w, h, PaneOptions { measure: m, sidebar: s, shown, mode, minimal: false, tour: false, banner: shown });
            for a in [p.header, p.article, p.text, p.status].into_iter().chain(p.tour).chain(p.sidebar).chain(p.list()).chain(p.card) {
                prop_assert!(a.x + a.width <= w.max(1) && a.y + a.height <= h.max(1), "{:?}", a);
            }
        }
    }
}
