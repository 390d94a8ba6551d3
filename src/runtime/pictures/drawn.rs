//! Decodes a picture, scales it, and encodes it for the terminal.

use std::fmt::Write as _;
use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use icy_sixel::{EncodeOptions, sixel_encode};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

use super::{Drawable, Protocol};
use crate::app::panes::Area;

/// The maximum width and height in pixels.
const MOST_PIXELS: u32 = 20_000;
/// The memory limit for decoding in bytes.
const MEMORY: u64 = 256 * 1024 * 1024;
/// The size of a chunk in kitty's protocol, in bytes of base 64.
const CHUNK: usize = 4096;
/// Saves the cursor and the colours; restored afterwards.
const KEEP: &str = "\x1b7";
const RESTORE: &str = "\x1b8";

/// The picture in `bytes`, centred in `area`, whose cells are `cell` pixels wide and high.
pub(super) fn drawable(
    bytes: &[u8],
    area: Area,
    cell: (u32, u32),
    protocol: Protocol,
) -> Result<Drawable, String> {
    let picture = decoded(bytes)?;
    let cells = fit((picture.width(), picture.height()), area, cell)
        .ok_or_else(|| "there is no room for the picture: make the window larger".to_owned())?;
    let x = area.x + (area.width - cells.0) / 2;
    let y = area.y + (area.height - cells.1) / 2;
    let picture = match protocol {
        // Two pixels, one above the other, in each cell.
        Protocol::Blocks => scaled(&picture, u32::from(cells.0), 2 * u32::from(cells.1)),
        Protocol::Kitty | Protocol::Iterm2 | Protocol::Sixel => {
            scaled(&picture, u32::from(cells.0) * cell.0, u32::from(cells.1) * cell.1)
        }
    };
    let mut show = format!("{KEEP}\x1b[{};{}H", y + 1, x + 1);
    match protocol {
        Protocol::Kitty => kitty(&png(&picture)?, cells, &mut show),
        Protocol::Iterm2 => iterm2(&png(&picture)?, cells, &mut show),
        Protocol::Sixel => show.push_str(&sixels(&picture)?),
        Protocol::Blocks => blocks(&picture, (x, y), &mut show),
    }
    show.push_str(RESTORE);
    Ok(Drawable {
        show: show.into_bytes(),
        remove: match protocol {
            Protocol::Kitty => b"\x1b_Ga=d,d=A,q=2\x1b\\",
            Protocol::Iterm2 | Protocol::Sixel | Protocol::Blocks => b"",
        },
    })
}

/// The picture, upright, with transparent parts on white, because most transparent pictures are drawn in black.
fn decoded(bytes: &[u8]) -> Result<RgbImage, String> {
    let unreadable = "the picture cannot be drawn";
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|why| format!("{unreadable}: {why}"))?;
    if reader.format().is_none() {
        return Err(format!("{unreadable}: it is not a PNG, JPEG, GIF or WebP file"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let decode = || {
        let mut decoder = reader.into_decoder()?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let mut picture = DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(orientation);
        Ok(picture)
    };
    let picture = decode().map_err(|why: image::ImageError| format!("{unreadable}: {why}"))?;
    if !picture.color().has_alpha() {
        return Ok(picture.into_rgb8());
    }
    let picture = picture.into_rgba8();
    let (width, height) = picture.dimensions();
    Ok(RgbImage::from_fn(width, height, |x, y| {
        let [r, g, b, alpha] = picture.get_pixel(x, y).0.map(u16::from);
        Rgb([r, g, b].map(|c| ((c * alpha + 255 * (255 - alpha)) / 255) as u8))
    }))
}

/// The size in cells of a picture of this many pixels in `area`: as large as fits, but not enlarged.
fn fit((width, height): (u32, u32), area: Area, cell: (u32, u32)) -> Option<(u16, u16)> {
    let (width, height) = (f64::from(width), f64::from(height));
    let (across, down) = (f64::from(cell.0), f64::from(cell.1));
    let scale = (f64::from(area.width) * across / width)
        .min(f64::from(area.height) * down / height)
        .min(1.0);
    let cells = |pixels: f64, size: f64, most: u16| ((pixels * scale / size).round() as u16).clamp(1, most);
    let room = area.width > 0 && area.height > 0 && width >= 1.0 && height >= 1.0;
    room.then(|| (cells(width, across, area.width), cells(height, down, area.height)))
}

fn scaled(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    if picture.dimensions() == (width, height) {
        return picture.clone();
    }
    image::imageops::thumbnail(picture, width.max(1), height.max(1))
}

fn png(picture: &RgbImage) -> Result<Vec<u8>, String> {
    let mut out = Cursor::new(Vec::new());
    picture
        .write_to(&mut out, ImageFormat::Png)
        .map_err(|why| format!("the picture cannot be drawn: {why}"))?;
    Ok(out.into_inner())
}

/// <https://sw.kovidgoyal.net/kitty/graphics-protocol/>: transmit and display (`a=T`) a PNG (`f=100`) in a given number of cells, without
/// an answer (`q=2`), and leave the cursor in place (`C=1`).
fn kitty(png: &[u8], (columns, rows): (u16, u16), out: &mut String) {
    let data = STANDARD.encode(png);
    let mut rest = data.as_str();
    let mut control = format!("a=T,f=100,q=2,C=1,c={columns},r={rows},");
    loop {
        let (chunk, later) = rest.split_at(rest.len().min(CHUNK));
        let more = u8::from(!later.is_empty());
        // Writing to a string cannot fail.
        let _ = write!(out, "\x1b_G{control}m={more};{chunk}\x1b\\");
        if later.is_empty() {
            return;
        }
        rest = later;
        control.clear();
    }
}

/// <https://iterm2.com/documentation-images.html>
fn iterm2(png: &[u8], (columns, rows): (u16, u16), out: &mut String) {
    let _ = write!(
        out,
        "\x1b]1337;File=inline=1;size={};width={columns};height={rows};preserveAspectRatio=1;doNotMoveCursor=1:{}\x07",
        png.len(),
        STANDARD.encode(png)
    );
}

fn sixels(picture: &RgbImage) -> Result<String, String> {
    let opaque: Vec<u8> = picture.pixels().flat_map(|p| [p[0], p[1], p[2], 255]).collect();
    let (width, height) = picture.dimensions();
    sixel_encode(
        &opaque,
        width as usize,
        height as usize,
        &EncodeOptions::default(),
    )
    .map_err(|why| format!("the picture cannot be drawn: {why}"))
}

fn blocks(picture: &RgbImage, (x, y): (u16, u16), out: &mut String) {
    let (width, height) = picture.dimensions();
    for row in 0..height / 2 {
        let _ = write!(out, "\x1b[{};{}H", u32::from(y) + row + 1, x + 1);
        for column in 0..width {
            let [r, g, b] = picture.get_pixel(column, 2 * row).0;
            let _ = write!(out, "\x1b[38;2;{r};{g};{b}");
            let [r, g, b] = picture.get_pixel(column, 2 * row + 1).0;
            let _ = write!(out, ";48;2;{r};{g};{b}m▀");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area {
        x: 1,
        y: 1,
        width: 40,
        height: 10,
    };

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let picture = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, 7]));
        picture.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    #[test]
    fn a_picture_fits_and_keeps_its_shape() {
        assert_eq!(fit((1600, 800), AREA, (8, 16)), Some((40, 10)));
        assert_eq!(fit((1600, 1600), AREA, (8, 16)), Some((20, 10)));
        assert_eq!(
            fit((80, 32), AREA, (8, 16)),
            Some((10, 2)),
            "no larger than it is"
        );
        assert_eq!(fit((20_000, 1), AREA, (8, 16)), Some((40, 1)));
        assert_eq!(fit((10, 10), Area { height: 0, ..AREA }, (8, 16)), None);
    }

    #[test]
    fn every_terminal_gets_its_own_sequences_and_the_cursor_back() {
        for format in [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::Gif,
            ImageFormat::WebP,
        ] {
            let bytes = file(64, 48, format);
            for (protocol, starts) in [
                (Protocol::Kitty, "\x1b_Ga=T,f=100,q=2,C=1,c=8,r=3,m="),
                (Protocol::Iterm2, "\x1b]1337;File=inline=1;size="),
                (Protocol::Sixel, "\x1bP"),
                (Protocol::Blocks, "\x1b[5;18H\x1b[38;2;"),
            ] {
                let drawable = drawable(&bytes, AREA, (8, 16), protocol).unwrap();
                let shown = String::from_utf8(drawable.show).unwrap();
                let at = "\x1b7\x1b[5;18H";
                assert!(shown.starts_with(at) && shown.ends_with(RESTORE), "{protocol:?}");
                assert!(shown[at.len()..].starts_with(starts), "{protocol:?} {shown:.80}");
            }
        }
    }

    #[test]
    fn kitty_gets_a_large_picture_in_chunks_of_which_the_last_says_so() {
        let mut out = String::new();
        kitty(&[7; 10_000], (4, 2), &mut out);
        let chunks: Vec<&str> = out.split_terminator("\x1b\\").collect();
        assert_eq!(chunks.len(), 4);
        let (last, others) = chunks.split_last().unwrap();
        assert!(others.iter().all(|chunk| chunk.contains("m=1;")) && last.contains("m=0;"));
        let data: String = chunks
            .iter()
            .filter_map(|c| c.split_once(';'))
            .map(|(_, d)| d)
            .collect();
        assert_eq!(STANDARD.decode(data).unwrap(), [7; 10_000]);
    }

    #[test]
    fn what_cannot_be_drawn_is_said() {
        let why = |bytes: &[u8], area| drawable(bytes, area, (8, 16), Protocol::Blocks).unwrap_err();
        assert!(why(b"<svg/>", AREA).contains("not a PNG"));
        assert!(why(&file(9, 9, ImageFormat::Png)[..40], AREA).contains("cannot be drawn"));
        let huge = file(MOST_PIXELS + 1, 1, ImageFormat::Png);
        assert!(why(&huge, AREA).contains("cannot be drawn"));
        let none = Area { width: 0, ..AREA };
        assert!(why(&file(9, 9, ImageFormat::Png), none).contains("larger"));
    }
}
