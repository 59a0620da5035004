# The release, built from this clone and put into a small image. Build: docker build --tag leadwire .
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev nodejs npm \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /leadwire
ENV CARGO_TARGET_DIR=/build/target \
    LEADWIRE_TOOLS=/build/tools \
    CARGO_INCREMENTAL=0
# The tools first: they change seldom and take the longest.
COPY Cargo.toml Cargo.lock rust-toolchain.toml ./
COPY bin bin
RUN bin/setup --release
COPY . .
RUN bin/build-release \
    && mkdir -p /image/data \
    && cp /build/target/release/leadwire /image/leadwire \
    && cp -r target/site-release /image/site

FROM debian:bookworm-slim
# Certificates, for the connection to WhatsApp. A user of its own, who owns nothing but the data.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin leadwire
COPY --from=build /image/leadwire /usr/local/bin/leadwire
COPY --from=build /image/site /usr/local/share/leadwire/site
COPY --from=build --chown=leadwire:leadwire /image/data /data
ENV LEADWIRE_LISTEN=0.0.0.0:3000 \
    LEADWIRE_DATA_DIR=/data \
    LEPTOS_OUTPUT_NAME=leadwire \
    LEPTOS_SITE_PKG_DIR=pkg \
    LEPTOS_SITE_ROOT=/usr/local/share/leadwire/site
USER leadwire
WORKDIR /data
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/leadwire"]
CMD ["serve"]
