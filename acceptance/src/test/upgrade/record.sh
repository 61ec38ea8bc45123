#!/usr/bin/env bash
# Records the data of an earlier build and the answers that it gave: data.zip and answers.tsv beside this script.
# See README.md. Needs curl, jq, python3, zip, and a checkout of that build with its jars.
#
#   record.sh CHECKOUT
set -euo pipefail
checkout=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
export LINKLOG_DIR=$work/stack LINKLOG_BUILD=never
port=24000
receiver=24090
base=http://localhost:$port
human='Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0'
phone='Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'

linklog() { (cd "$checkout" && ./linklog "$@"); }
api() { # METHOD PATH [BODY] [HEADER…]
    local method=$1 path=$2 body=${3:-}
    shift 2
    [ $# -eq 0 ] || shift
    local more=()
    for header in "$@"; do more+=(-H "$header"); done
    [ -z "$body" ] || more+=(-H 'Content-Type: application/json' -d "$body")
    curl -sf -X "$method" -H "@$LINKLOG_DIR/admin.header" "${more[@]}" "$base$path"
}
create() { api POST /api/v1/links "$@" | jq -r .shortCode; }
visit() { curl -s -o /dev/null -A "$2" "${@:3}" "$base$1"; }

mkdir -p "$LINKLOG_DIR"
hour=$(date -u +%FT%H:00:00Z)
linklog up --port-base $port
# the data gets old, and its commands and visits must not go
for topic in link-commands link-outcomes visits; do
    java -cp "$(cat "$checkout/local-stack/servers/kafka/target/classpath.txt")" kafka.admin.ConfigCommand \
        --bootstrap-server 127.0.0.1:$((port + 8)) --alter --topic $topic --add-config retention.ms=-1
done

# an endpoint that takes every event
python3 - $receiver <<'PY' &
import http.server, sys
class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()
    def log_message(self, *args):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Hook).serve_forever()
PY
hook=$!
trap 'kill $hook; linklog down; rm -rf "$work"' EXIT
linklog webhooks add "http://127.0.0.1:$receiver/hook" --id old \
    --types link.created,link.edited,link.deleted,link.restored,visit >"$work/webhook.txt"
linklog keys create --name old-reader --role reader >"$work/reader.txt"
linklog keys create --name old-author --role author >"$work/author.txt"
linklog keys create --name old-revoked --role editor >"$work/revoked.txt"
linklog keys revoke "$(grep -o 'llk_[0-9A-Za-z]*_' "$work/revoked.txt" | head -1 | cut -d_ -f2)"

# links of all kinds
generated=()
for n in 1 2 3 4 5 6; do generated+=("$(create "{\"longUrl\": \"https://example.org/generated/$n\"}")"); done
for n in 1 2 3 4 5 6 7 8; do
    create "{\"longUrl\": \"https://example.org/old/$n\", \"customSlug\": \"old-$n\", \"title\": \"Old number $n\", \"tags\": [\"old\", \"old-$((n % 2))\"]}" >/dev/null
done
create '{"longUrl": "https://example.org/ü?q=ä#ß", "customSlug": "old-unicode", "title": "Grüße, 你好, 🙂", "tags": ["größe"]}'
create '{"longUrl": "https://example.org/moved", "customSlug": "old-301", "redirectStatus": 301}'
create '{"longUrl": "https://example.org/moved", "customSlug": "old-308", "redirectStatus": 308}'
create '{"longUrl": "https://example.org/alone?a=1", "customSlug": "old-alone", "forwardQuery": false, "crawlable": true}'
create "{\"longUrl\": \"https://example.org/expired\", \"customSlug\": \"old-expired\", \"validUntil\": \"$(date -u -d '+5 seconds' +%FT%TZ)\"}"
create '{"longUrl": "https://example.org/long", "customSlug": "old-long", "validSince": "2026-01-01T00:00:00Z", "validUntil": "2126-01-01T00:00:00Z"}'
create '{"longUrl": "https://example.org/later", "customSlug": "old-later", "validSince": "2126-01-01T00:00:00Z"}'
create '{"longUrl": "https://example.org/limited", "customSlug": "old-limited", "maxVisits": 3}'
create '{"longUrl": "https://example.org/full", "customSlug": "old-full", "maxVisits": 1}'
create '{"longUrl": "https://example.org/keyed", "customSlug": "old-keyed"}' 'Idempotency-Key: old-key'
found=$(create '{"longUrl": "https://example.org/found", "findIfExists": true}')
[ "$found" = "$(create '{"longUrl": "https://example.org/found", "findIfExists": true}')" ]
curl -sf -H "@$LINKLOG_DIR/admin.header" -H 'Content-Type: application/x-ndjson' "$base/api/v1/links/batch" \
    -d '{"longUrl": "https://example.org/batch", "customSlug": "old-batch"}' >/dev/null
create '{"longUrl": "https://example.org/before", "customSlug": "old-edited", "tags": ["before"]}'
create '{"longUrl": "https://example.org/deleted", "customSlug": "old-deleted", "tags": ["old"]}'
create '{"longUrl": "https://example.org/restored", "customSlug": "old-restored", "tags": ["old"]}'
edited=$(date -u +%FT%T.%3NZ)
sleep 1
api PATCH /api/v1/links/old-edited '{"longUrl": "https://example.org/after", "title": "After", "tags": ["after"]}' >/dev/null

# the first half of the events is delivered, the rest waits for the build that comes
visit /old-1 "$human"
sleep 10
linklog webhooks pause old
linklog webhooks status old
api DELETE /api/v1/links/old-deleted
api DELETE /api/v1/links/old-restored
api POST /api/v1/links/old-restored/restore >/dev/null
create '{"longUrl": "https://example.org/paused", "customSlug": "old-paused"}'
# the newest link is on none of the recorded pages: tests change it
create '{"longUrl": "https://example.org/changed", "customSlug": "old-changed"}'

# visits
for n in 1 2 3 4 5; do
    visit /old-1 "$human" -e https://news.example/
    visit /old-2 "$phone"
    visit "/${generated[0]}" "$human"
done
visit /old-1 curl/8.0
visit /old-deleted "$human"
visit /old-limited "$human"
visit /old-full "$human"
visit /no-such-link "$human"
visit /no-such-link "$phone"
sleep 10

# answers: status, path, Location, body
answer() {
    local status location
    status=$(curl -s -o "$work/body" -D "$work/head" -w '%{http_code}' -A curl/8.0 -H "@$LINKLOG_DIR/admin.header" "$base$1")
    location=$(tr -d '\r' <"$work/head" | sed -n 's/^[Ll]ocation: //p')
    [[ $1 == /api/* ]] || : >"$work/body"
    printf '%s\t%s\t%s\t%s\n' "$status" "$1" "$location" "$(cat "$work/body")" >>"$work/answers.tsv"
}
pages() { # PATH: the first page gets new entries, so only those behind its cursor are recorded
    local cursor
    cursor=$(api GET "$1" | jq -r '.nextCursor // empty' | jq -sRr '@uri "\(rtrimstr("\n"))"')
    while [ -n "$cursor" ]; do
        answer "$1&cursor=$cursor"
        cursor=$(api GET "$1&cursor=$cursor" | jq -r '.nextCursor // empty' | jq -sRr '@uri "\(rtrimstr("\n"))"')
    done
}
span="from=$hour&to=$(date -u -d '+1 hour' +%FT%H:00:00Z)&interval=hour"
codes=$(api GET '/api/v1/links?limit=100' | jq -r '.data[].shortCode' | grep -v old-changed; echo old-deleted)
# redirects first, because they count as visits; tests take the places of old-limited
for code in $(sort -u <<<"$codes" | grep -v old-limited) old-none; do answer "/$code"; done
mv "$work/answers.tsv" "$work/redirects.tsv"
sleep 10
for code in $(sort -u <<<"$codes"); do
    answer "/api/v1/links/$code"
    answer "/api/v1/links/$code/history"
    answer "/api/v1/links/$code/stats?$span&groupBy=browser"
done
answer "/api/v1/links/old-edited?asOf=$edited"
answer "/api/v1/links/old-none"
answer "/api/v1/links?tag=old"
answer "/api/v1/links?tag=after"
answer "/api/v1/links?tag=before"
answer "/api/v1/links?tag=old&state=DELETED"
answer "/api/v1/links?tag=old-1&q=number"
pages "/api/v1/links?limit=7"
pages "/api/v1/links?tag=old&limit=3"
pages "/api/v1/links/old-edited/history?limit=1"
pages "/api/v1/links/old-1/visits?limit=2"
pages "/api/v1/visits/orphans?limit=1"
answer "/api/v1/stats?$span&groupBy=kind"
answer "/api/v1/stats/orphans?$span"
cat "$work/redirects.tsv" >>"$work/answers.tsv"

{
    sed -n 's/.*\(llk_[0-9A-Za-z]*_[0-9A-Za-z]*\).*/reader\t\1/p' "$work/reader.txt" | head -1
    sed -n 's/.*\(llk_[0-9A-Za-z]*_[0-9A-Za-z]*\).*/author\t\1/p' "$work/author.txt" | head -1
    sed -n 's/.*\(llk_[0-9A-Za-z]*_[0-9A-Za-z]*\).*/revoked\t\1/p' "$work/revoked.txt" | head -1
    sed -n 's/.*\(whsec_[^ ]*\).*/webhook\t\1/p' "$work/webhook.txt" | head -1
} >"$work/secrets.tsv"

linklog down
# The stores of Kafka Streams are left out: they come back from their changelogs.
cd "$LINKLOG_DIR"
rm -f "$here/data.zip"
find . -name 'linklog-*' -path './data/streams-topology/*' -prune -o -name '0.tmp' -o -name '.lock' -o -type f -print |
    grep -E '^\./(data/|admin\.|instances)' | zip -q -9 -X "$here/data.zip" -@
cp "$work/answers.tsv" "$work/secrets.tsv" "$here/"
ls -l "$here"
