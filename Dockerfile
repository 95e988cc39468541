# syntax=docker/dockerfile:1
# Two images: `nginx` (the public side, with the page in it) and, last and so the default, the servers.

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libcrack2-dev libcurl4-openssl-dev libhiredis-dev libmicrohttpd-dev libpq-dev libsodium-dev libssl-dev \
        libunistring-dev libuv1-dev libvips-dev libwslay-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY Package.swift ./
COPY Sources Sources
# The manifest names the test targets; their folders must be there, though nothing of them is built.
COPY Tests Tests
RUN --mount=type=cache,target=/source/.build \
    swift build -c release --static-swift-stdlib \
    && install -D -t /built .build/release/APIServer .build/release/RealtimeGateway

FROM nginx:1.28 AS nginx
COPY nginx/nginx.conf.template nginx/site.conf.template /etc/nginx/templates/
COPY web /srv/web
# The templates make a whole configuration, not a part of the image's own.
CMD ["nginx", "-c", "/etc/nginx/conf.d/nginx.conf"]

FROM debian:bookworm-slim AS server
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ca-certificates cracklib-runtime libcrack2 libcurl4 libhiredis0.14 libmicrohttpd12 libpq5 libsodium23 libssl3 \
        libunistring2 libuv1 libvips42 libwslay1 \
    && rm -rf /var/lib/apt/lists/* \
    # The package makes the dictionary of common passwords while it is set up.
    && test -s /var/cache/cracklib/cracklib_dict.pwd \
    && useradd --system --uid 10001 --home-dir /var/lib/handsup --shell /usr/sbin/nologin handsup \
    && install -d -o handsup -g handsup /var/lib/handsup /var/lib/handsup/media \
    && install -d -o handsup -g handsup -m 700 /var/lib/handsup/outbox
COPY --from=build /built/ /usr/local/bin/
# By number, so that an orchestrator can see that it is not root.
USER 10001
ENV HANDSUP_HOST=0.0.0.0 \
    HANDSUP_PORT=8080 \
    HANDSUP_MEDIA_DIR=/var/lib/handsup/media \
    HANDSUP_OUTBOX_DIR=/var/lib/handsup/outbox \
    HANDSUP_LOG_FORMAT=json
EXPOSE 8080
STOPSIGNAL SIGTERM
# There is no curl here; bash can open a socket.
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$HANDSUP_PORT && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && read -rt 2 line <&3 && [[ $line == *' 200'* ]]"]
CMD ["APIServer", "serve"]
