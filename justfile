# What is done often. `just` lists it.

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

# everything that a change must pass
ci:
    .ci/run

# speed
bench *ARGS:
    cargo bench {{ARGS}}

# the pictures of the README
picture:
    cargo run --example picture

# licences and advisories of the dependencies
deny:
    cargo deny check
