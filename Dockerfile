# syntax=docker/dockerfile:1

FROM node:24-bookworm-slim AS build
RUN npm install --global deno@2.9.6
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.cache/deno deno task compile --output /gavaged

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --home-dir /var/lib/gavaged --create-home gavaged
COPY --from=build /gavaged /usr/local/bin/gavaged

USER gavaged
WORKDIR /var/lib/gavaged
VOLUME /var/lib/gavaged
# The embedded database and its programs, unpacked once, live in the volume.
ENV GAVAGED_DATA_DIR=/var/lib/gavaged/data \
  XDG_CACHE_HOME=/var/lib/gavaged/cache \
  GAVAGED_LOG_FORMAT=json
STOPSIGNAL SIGTERM
# bash speaks enough HTTP to ask, which keeps curl out of the image.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["bash", "-c", "\
  exec 3<>/dev/tcp/127.0.0.1/${GAVAGED_PORT:-8000} \
  && printf 'GET /readyz HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n' >&3 \
  && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["gavaged"]
CMD ["serve"]
