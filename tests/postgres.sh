#!/usr/bin/env bash
# Run a command with CLIENTELA_DATABASE_URL naming a fresh PostgreSQL on loopback that is gone afterwards.
# Where PostgreSQL is not installed it says so, and the command is not run.
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || echo /missing/initdb)")
if [ ! -x "$bin/initdb" ]; then
	echo "*** NOT TESTED ON POSTGRESQL: it is not installed (Debian: apt install postgresql) ***" >&2
	exit 0
fi

folder=$(mktemp -d -t clientela-postgres.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
	as=(runuser -u postgres --)
	chown postgres "$folder"
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
stop() {
	(cd "$folder" && "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
	rm -rf "$folder"
}
trap stop EXIT

cd "$folder"
"${as[@]}" "$bin/initdb" -D "$folder/data" -U clientela -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
	-o "-c listen_addresses=127.0.0.1 -c port=$port -c fsync=off -k $folder" start >/dev/null
cd - >/dev/null
"${as[@]}" "$bin/createdb" -h 127.0.0.1 -p "$port" -U clientela clientela
CLIENTELA_DATABASE_URL="postgresql://clientela@127.0.0.1:$port/clientela" "$@"
