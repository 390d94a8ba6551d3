//! Writes equations of Word (OMML) and `MathML` on one line, as `(a + b)/2`, `x²`, `√(n)`.
//!
//! An equation with more than [`MOST`] elements, or deeper than [`DEEPEST`], loses its structure, but not its characters.

use crate::import::symbols::raised;

const MOST: usize = 20_000;
const DEEPEST: usize = 100;

/// Collects one equation.
#[derive(Debug, Default)]
pub(super) struct Equation {
    open: Vec<Node>,
    count: usize,
    /// The number of elements opened beyond the limits.
    deeper: usize,
}

#[derive(Debug, Default)]
struct Node {
    name: String,
    /// The value of its `val` attribute.
    value: Option<String>,
    children: Vec<Child>,
}

#[derive(Debug)]
enum Child {
    Text(String),
    Node(Node),
}

impl Equation {
    pub(super) fn start(&mut self, name: &str, value: Option<String>) {
        self.count += 1;
        if self.open.len() >= DEEPEST || self.count > MOST {
            self.deeper += 1;
            return;
        }
        self.open.push(Node {
            name: name.to_owned(),
            value,
            children: Vec::new(),
        });
    }

    /// Characters count only inside elements that contain text; elsewhere they just separate elements.
    pub(super) fn text(&mut self, text: &str) {
        let Some(node) = self.open.last_mut() else { return };
        match node.name.as_str() {
            "t" => node.children.push(Child::Text(text.to_owned())),
            "mi" | "mn" | "mo" | "ms" | "mtext" => node.children.push(Child::Text(text.trim().to_owned())),
            _ => {}
        }
    }

    /// Ends the innermost element; returns the whole equation on one line if it was the outermost.
    pub(super) fn end(&mut self) -> Option<String> {
        if self.deeper > 0 {
            self.deeper -= 1;
            return None;
        }
        let node = self.open.pop()?;
        match self.open.last_mut() {
            Some(parent) => {
                parent.children.push(Child::Node(node));
                None
            }
            None => {
                self.count = 0;
                Some(node.line())
            }
        }
    }
}

impl Node {
    fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.children.iter().filter_map(|child| match child {
            Child::Node(node) => Some(node),
            Child::Text(_) => None,
        })
    }

    fn part(&self, name: &str) -> String {
        self.nodes()
            .find(|n| n.name == name)
            .map(Node::line)
            .unwrap_or_default()
    }

    /// The `val` of `name` in the properties of this element.
    fn property(&self, name: &str) -> Option<&str> {
        let properties = self.nodes().find(|n| n.name.ends_with("Pr"))?;
        let property = properties.nodes().find(|n| n.name == name)?;
        property.value.as_deref()
    }

    fn nth(&self, at: usize) -> String {
        self.nodes().nth(at).map(Node::line).unwrap_or_default()
    }

    fn line(&self) -> String {
        match self.name.as_str() {
            // Properties, and repetitions of the content.
            name if name.ends_with("Pr") || name.starts_with("annotation") => String::new(),
            // Word.
            "f" => fraction(&self.part("num"), &self.part("den")),
            "sSup" => raise(&self.part("e"), &self.part("sup")),
            "sSub" => lower(&self.part("e"), &self.part("sub")),
            "sSubSup" => raise(&lower(&self.part("e"), &self.part("sub")), &self.part("sup")),
            "sPre" => raise(&lower("", &self.part("sub")), &self.part("sup")) + &self.part("e"),
            "rad" => root(&self.part("deg"), &self.part("e")),
            "nary" => {
                let sign = self.property("chr").unwrap_or("∫");
                let bounds = raise(&lower(sign, &self.part("sub")), &self.part("sup"));
                format!("{bounds} {}", self.part("e"))
            }
            "d" => {
                let (open, close) = (
                    self.property("begChr").unwrap_or("("),
                    self.property("endChr").unwrap_or(")"),
                );
                let inner: Vec<String> = self.nodes().filter(|n| n.name == "e").map(Node::line).collect();
                format!(
                    "{open}{}{close}",
                    inner.join(self.property("sepChr").unwrap_or("|"))
                )
            }
            "func" => format!("{} {}", self.part("fName"), self.part("e")),
            "limLow" => lower(&self.part("e"), &self.part("lim")),
            "limUpp" => raise(&self.part("e"), &self.part("lim")),
            "m" | "eqArr" | "mtable" => {
                let rows: Vec<String> = self.nodes().map(Node::line).filter(|r| !r.is_empty()).collect();
                rows.join("; ")
            }
            "mr" | "mtr" => {
                let cells: Vec<String> = self.nodes().map(Node::line).collect();
                cells.join(", ")
            }
            // MathML.
            "mfrac" => fraction(&self.nth(0), &self.nth(1)),
            "msup" | "mover" => raise(&self.nth(0), &self.nth(1)),
            "msub" | "munder" => lower(&self.nth(0), &self.nth(1)),
            "msubsup" | "munderover" => raise(&lower(&self.nth(0), &self.nth(1)), &self.nth(2)),
            "mroot" => root(&self.nth(1), &self.nth(0)),
            "msqrt" => root("", &self.inner()),
            _ => self.inner(),
        }
    }

    fn inner(&self) -> String {
        let mut out = String::new();
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Node(node) => out.push_str(&node.line()),
            }
        }
        out
    }
}

/// `text` in parentheses, unless it is a single term.
fn bracketed(text: &str) -> String {
    let one = text.chars().all(char::is_alphanumeric)
        || text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    if one { text.to_owned() } else { format!("({text})") }
}

fn fraction(above: &str, below: &str) -> String {
    format!("{}/{}", bracketed(above), bracketed(below))
}

fn raise(base: &str, exponent: &str) -> String {
    if exponent.trim().is_empty() {
        return base.to_owned();
    }
    match raised(exponent.trim()) {
        Some(exponent) => format!("{base}{exponent}"),
        None => format!("{base}^{}", bracketed(exponent.trim())),
    }
}

fn lower(base: &str, index: &str) -> String {
    if index.trim().is_empty() {
        return base.to_owned();
    }
    format!("{base}_{}", bracketed(index.trim()))
}

fn root(degree: &str, of: &str) -> String {
    match degree.trim() {
        "" | "2" => format!("√{}", bracketed(of)),
        degree => format!(
            "{}√{}",
            raised(degree).unwrap_or_else(|| format!("({degree})")),
            bracketed(of)
        ),
    }
}
