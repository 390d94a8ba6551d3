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

# the property tests on other cases than the suite's, so many times
explore TIMES="100":
    for _ in $(seq {{TIMES}}); do PROPTEST_RNG_SEED=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ') cargo test --quiet || exit 1; done

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
