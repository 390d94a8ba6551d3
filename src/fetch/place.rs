//! Recognises addresses of this machine or a private network, to which no redirect may lead.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether `address` is only valid on this machine, its link or its private network.
#[cfg_attr(
    not(feature = "fetch"),
    allow(dead_code, reason = "only requests look at addresses")
)]
pub(super) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_private_v4(v4),
        IpAddr::V6(v6) => is_private_v6(v6),
    }
}

/// Domains that are only valid on this machine or its network (RFC 6761, RFC 6762, RFC 8375, RFC 9476 and ICANN's `internal`).
const LOCAL: &[&str] = &[
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "home.arpa",
    "alt",
    "onion",
];

/// Whether `host`, as written in an address, belongs to this machine or a private network, as far as that is known without a DNS query: a
/// private address in any notation, a name without a dot, or a name in a local domain.
#[cfg_attr(
    not(feature = "fetch"),
    allow(dead_code, reason = "only requests look at hosts")
)]
pub(super) fn is_private_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').and_then(|a| a.parse().ok());
        return address.is_none_or(is_private_v6);
    }
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let is_local = |name: &&str| {
        host.strip_suffix(*name)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    if is_number(&host) {
        return version_4(&host).is_none_or(is_private_v4);
    }
    !host.contains('.') || host.contains('%') || LOCAL.iter().any(is_local)
}

/// Whether the last label of a host is a number, so that the host is an IPv4 address or invalid.
fn is_number(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    !last.is_empty() && (last.bytes().all(|b| b.is_ascii_digit()) || part(last).is_some())
}

/// Parses one part of an address in decimal, octal or hexadecimal digits.
fn part(text: &str) -> Option<u64> {
    if let Some(digits) = text.strip_prefix("0x") {
        return if digits.is_empty() {
            Some(0)
        } else {
            u64::from_str_radix(digits, 16).ok()
        };
    }
    match text.strip_prefix('0').filter(|rest| !rest.is_empty()) {
        Some(digits) => u64::from_str_radix(digits, 8).ok(),
        None => text.parse().ok(),
    }
}

/// Parses an IPv4 address in any of the notations that programs accept: `127.1`, `0x7f.1`, `017700000001`, `2130706433` (WHATWG URL,
/// section 3.5).
fn version_4(host: &str) -> Option<Ipv4Addr> {
    let parts: Option<Vec<u64>> = host.split('.').map(part).collect();
    let parts = parts?;
    let (last, first) = parts.split_last()?;
    let room = 4usize.checked_sub(first.len()).filter(|room| *room > 0)?;
    let fits = first.iter().all(|v| *v < 256) && *last < 1 << (8 * room);
    let first = first.iter().filter(|_| fits).fold(0, |all, v| all << 8 | v);
    let all = u32::try_from(first << (8 * room) | last).ok().filter(|_| fits)?;
    Some(Ipv4Addr::from(all))
}

/// The special blocks of RFC 6890 that are not globally reachable, and multicast.
fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || a == 100 && (64..128).contains(&b)
        || a == 192 && b == 0 && c == 0
        || a == 192 && b == 88 && c == 99
        || address.is_documentation()
        || a == 198 && (18..20).contains(&b)
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let s = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_private_v4(Ipv4Addr::new(a, b, c, d))
    };
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        // Unique local, link local, site local.
        || s[0] & 0xfe00 == 0xfc00
        || s[0] & 0xff80 == 0xfe80
        // Forms that embed an IPv4 address: mapped, compatible, translated, 6to4.
        || (s[..5] == [0; 5] && (s[5] == 0xffff || s[5] == 0) && embedded(s[6], s[7]))
        || (s[..4] == [0; 4] && s[4] == 0xffff && s[5] == 0 && embedded(s[6], s[7]))
        || (s[..6] == [0x64, 0xff9b, 0, 0, 0, 0] && embedded(s[6], s[7]))
        || (s[0] == 0x64 && s[1] == 0xff9b && s[2] == 1)
        || (s[0] == 0x2002 && embedded(s[1], s[2]))
        // Teredo and other tunnels, documentation, and discard-only addresses.
        || (s[0] == 0x2001 && s[1] < 0x200)
        || (s[0] == 0x2001 && s[1] == 0xdb8)
        || s[0] & 0xfff0 == 0x3ff0
        || (s[..4] == [0x100, 0, 0, 0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_and_public_hosts() {
        for host in [
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "localhost.localdomain",
            "printer.local",
            "intranet",
            "metadata.google.internal",
            "nas.home.arpa",
            "127.0.0.1",
            "127.0.0.1.",
            "127.1",
            "127.0.1",
            "0x7f.1",
            "0x7f000001",
            "0177.0.0.1",
            "017700000001",
            "2130706433",
            "0",
            "0.0.0.0",
            "0x",
            "169.254.169.254",
            "0xa9fea9fe",
            "100.64.0.1",
            "1.2.3.4.5",
            "256.1.1.1",
            "1.1.1.08",
            "4294967296",
            "[::1]",
            "[::ffff:169.254.169.254]",
            "[::ffff:0:127.0.0.1]",
            "[64:ff9b::a00:1]",
            "[fe80::1%25eth0]",
            "[fd00::1]",
            "[2001::1]",
            "[nonsense]",
            "a%2eb.example",
            "",
        ] {
            assert!(is_private_host(host), "{host}");
        }
        for host in [
            "example.org",
            "example.org.",
            "localhost.example.org",
            "local.example.org",
            "1.example.org",
            "0x7f.example",
            "1.1.1.1",
            "16843009",
            "[2606:2800:220:1::1]",
        ] {
            assert!(!is_private_host(host), "{host}");
        }
    }

    #[test]
    fn private_and_public_addresses() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "::127.0.0.1",
            "fec0::1",
        ] {
            assert!(is_private(address.parse().unwrap()), "{address}");
        }
        for address in [
            "93.184.216.34",
            "1.1.1.1",
            "100.128.0.1",
            "172.32.0.1",
            "2606:2800:220:1::1",
            "64:ff9b::5db8:d822",
            "::ffff:1.1.1.1",
        ] {
            assert!(!is_private(address.parse().unwrap()), "{address}");
        }
    }
}
