#!/usr/bin/env bash
# Readies a bare Debian machine for the tests: PostgreSQL's server programs, NATS and Chromium.
# Node and npx must be there already. The tests start servers of their own.
set -euo pipefail

missing=()
[ -x /usr/lib/postgresql/15/bin/postgres ] || missing+=(postgresql-15)
[ -x /usr/sbin/nats-server ] || missing+=(nats-server)
command -v nats-server >/dev/null || missing+=(nats-server)
command -v chromium >/dev/null || missing+=(chromium)

if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi

# The package would make a cluster of its own and start it, unless told so before it arrives.
"${as_root[@]}" mkdir -p /etc/postgresql-common/createcluster.d
echo "create_main_cluster = false" |
  "${as_root[@]}" tee /etc/postgresql-common/createcluster.d/gavaged.conf >/dev/null
"${as_root[@]}" apt-get update -qq </dev/null
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -qq -y --no-install-recommends "${missing[@]}" </dev/null
