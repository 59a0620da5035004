# shellcheck shell=bash
# shellcheck disable=SC2034 # the commands use these
# What the commands in bin/ share. Sourced, never run.

# Versions that must fit together. wasm-bindgen's is read from Cargo.lock.
CARGO_LEPTOS_VERSION=0.3.10
NEXTEST_VERSION=0.9.143
BINARYEN_VERSION=132.0.0
CARGO_DENY_VERSION=0.20.2

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/leadwire"
tools="${LEADWIRE_TOOLS:-$cache/tools}"
# One target folder, outside the clone, so that a fresh clone does not compile the dependencies again.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"
export PATH="$tools/bin:$PATH"
# Flags from outside would replace those of .cargo/config.toml.
if [[ -n "${RUSTFLAGS:-}" && "$RUSTFLAGS" != *erase_components* ]]; then
    export RUSTFLAGS="$RUSTFLAGS --cfg erase_components"
fi
export npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false

# Where the pages' files go: one folder for each kind of build, inside the clone.
debug_site="target/site"
release_site="target/site-release"

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() {
    warn "$(basename "$0"): $*"
    exit 1
}

as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "this needs root, and sudo is not installed: $*"
    fi
}

# The locked version of one package.
locked_version() {
    awk -v name="$1" '$0 == "name = \"" name "\"" { getline; gsub(/version = |"/, ""); print; exit }' "$repository/Cargo.lock"
}

# host:port → what a program on this machine connects to.
connect_host() {
    local host=${1%:*}
    case "$host" in
        0.0.0.0 | "" | "[::]") echo 127.0.0.1 ;;
        *) echo "$host" | tr -d '[]' ;;
    esac
}
connect_port() { echo "${1##*:}"; }

# Whether something listens on host:port.
is_taken() {
    (exec 3<>"/dev/tcp/$(connect_host "$1")/$(connect_port "$1")") 2>/dev/null
}

# Whether GET http://host:port/path answers 200. No curl: a fresh machine may have none.
answers_ok() (
    exec 3<>"/dev/tcp/$(connect_host "$1")/$(connect_port "$1")" || exit 1
    printf 'GET %s HTTP/1.0\r\nHost: %s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
    IFS= read -r -t 5 status <&3 || exit 1
    [[ "$status" == HTTP/1.?" 200"* ]]
) 2>/dev/null

# Everything that decides what a debug build looks like, as one line.
build_fingerprint() {
    (
        cd "$repository" || exit
        find src simulator/src browser style public migrations bin/lib .cargo Cargo.toml Cargo.lock simulator/Cargo.toml rust-toolchain.toml \
            -type f -printf '%p %s %T@\n' 2>/dev/null | LC_ALL=C sort
        find "$CARGO_TARGET_DIR/debug/leadwire" "$CARGO_TARGET_DIR/debug/whatsapp-simulator" "$repository/$debug_site/pkg" \
            -type f -printf '%p %s %T@\n' 2>/dev/null | LC_ALL=C sort
    ) | sha256sum | cut -d ' ' -f 1
}

# The server is built by cargo itself, here as for a release.
# Builds app and simulator unoptimised, with the feature `simulator`, and the browser's side.
# `--workspace` gives the dependencies the same features as `cargo nextest run --workspace`, so that each is compiled once.
build_debug() {
    cd "$repository" || exit
    local stamp="$repository/target/debug-build.stamp"
    if [[ -f "$stamp" && "$(cat "$stamp")" == "$(build_fingerprint)" ]]; then
        return 0
    fi
    cargo build --locked --workspace --bins --features leadwire/simulator &&
        rm -rf "${debug_site:?}/pkg" &&
        LEPTOS_SITE_ROOT=$debug_site cargo leptos build --split --frontend-only --cargo-locked &&
        node browser/pack.mjs "$debug_site/pkg" &&
        mkdir -p "$(dirname "$stamp")" &&
        build_fingerprint >"$stamp"
}

# The browser's side as it is released. Files of lazy pages that are no more would stay.
build_release_pages() {
    (
        cd "$repository" &&
            rm -rf "${release_site:?}/pkg" &&
            PATH="$repository/bin/lib/release-tools:$PATH" LEPTOS_SITE_ROOT=$release_site \
                cargo leptos build --release --split --frontend-only --cargo-locked &&
            node browser/pack.mjs "$release_site/pkg"
    )
}

# What the app needs to find its pages when it is not started by cargo-leptos.
export_leptos() {
    export LEPTOS_OUTPUT_NAME=leadwire LEPTOS_SITE_PKG_DIR=pkg LEPTOS_SITE_ROOT="$repository/$1"
}
