# Common tasks. `just` lists them.

default:
    @just --list

# build the program
build:
    cargo build --release

# read the tour, or an article
run *ARGS:
    cargo run --release -- {{ARGS}}

# all tests
test:
    cargo test

# the property tests with random seeds, TIMES times
explore TIMES="100":
    for _ in $(seq {{TIMES}}); do PROPTEST_RNG_SEED=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ') cargo test --quiet || exit 1; done

# all checks for a change
ci:
    .ci/run

# what is exported, against other implementations that are installed
outside: build
    .ci/outside target/release/postil

# benchmarks
bench *ARGS:
    cargo bench {{ARGS}}

# the pictures of the README
picture:
    cargo run --example picture

# licences, crates and sources of the dependencies
deny:
    cargo deny check licenses bans sources

# the licences of all crates, to be written again when a dependency changes
licences:
    cargo run --example licences > assets/LICENSES/crates.txt
