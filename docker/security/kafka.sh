#!/bin/sh
# Makes Kafka's users and grants what kafka-acls.txt says:  kafka.sh HOST:PORT SECRETS
# SECRETS is the folder of make-secrets.sh. Needs Kafka's own tools in PATH. Takes nothing away from anybody.
set -euf
umask 077
broker=${1:?name a broker as HOST:PORT} secrets=${2:?name the folder of make-secrets.sh}
login=$secrets/operator/kafka.properties
rules() { grep -v -e '^#' -e '^$' "$(dirname "$0")/kafka-acls.txt"; }
words() { echo "$1" | tr , ' '; }
settings=$(mktemp)
trap 'rm -f "$settings"' EXIT

for user in $(rules | cut -d ' ' -f 1 | tr , '\n' | sort -u); do
  # by a file, because every user of the machine can read a command line
  printf 'SCRAM-SHA-512=password=%s\n' "$(cat "$secrets/$user/password")" > "$settings"
  kafka-configs.sh --bootstrap-server "$broker" --command-config "$login" \
    --alter --entity-type users --entity-name "$user" --add-config-file "$settings"
done

rules | while read -r users operations resource pattern names; do
  set -- --resource-pattern-type "$pattern"
  for user in $(words "$users"); do set -- "$@" --allow-principal "User:$user"; done
  for operation in $(words "$operations"); do set -- "$@" --operation "$operation"; done
  case $resource in
    cluster) set -- "$@" --cluster ;;
    *) for name in $(words "$names"); do set -- "$@" "--$resource" "$name"; done ;;
  esac
  kafka-acls.sh --bootstrap-server "$broker" --command-config "$login" --add "$@" < /dev/null
done
