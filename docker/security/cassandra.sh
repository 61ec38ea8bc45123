#!/bin/sh
# Makes Cassandra's users and grants what cassandra-roles.cql says:  cassandra.sh SECRETS [KEYSPACE ...]
# SECRETS is the folder of make-secrets.sh. Name the keyspaces of tables that exist already, such as linklog_1.
# Needs cqlsh in PATH; CQLSH_HOST and CQLSH_PORT say where Cassandra is. LINKLOG_CASSANDRA_REPLICATION is that of the
# services. Takes nothing away from anybody but the user cassandra, which can no longer log in.
set -euf
umask 077
secrets=${1:?name the folder of make-secrets.sh}
shift
replication=${LINKLOG_CASSANDRA_REPLICATION:-"{'class': 'NetworkTopologyStrategy', 'replication_factor': 1}"}
login=$(mktemp)
trap 'rm -f "$login"' EXIT

# a login and statements by files, because every user of the machine can read a command line
cql_as() {
  printf '[PlainTextAuthProvider]\nusername = %s\npassword = %s\n' "$1" "$2" > "$login"
  cqlsh --credentials "$login"
}
password() { cat "$secrets/$1/password"; }

printf "CREATE ROLE IF NOT EXISTS operator WITH SUPERUSER = true AND LOGIN = true AND PASSWORD = '%s';\n" \
  "$(password operator)" | cql_as cassandra cassandra || echo "The user cassandra is closed already"
{
  sed "s/[$]{replication}/$replication/" "$(dirname "$0")/cassandra-roles.cql"
  for user in projector query-service; do
    printf "ALTER ROLE \"%s\" WITH PASSWORD = '%s';\n" "$user" "$(password "$user")"
  done
  for keyspace in "$@"; do
    printf 'GRANT ALL PERMISSIONS ON KEYSPACE %s TO projector;\n' "$keyspace"
    printf 'GRANT SELECT ON KEYSPACE %s TO "query-service";\n' "$keyspace"
  done
} | cql_as operator "$(password operator)"
