#!/bin/sh
# Makes etcd's users, grants what etcd-roles.txt says, and lets etcd ask each client for a user:  etcd.sh SECRETS
# SECRETS is the folder of make-secrets.sh. Needs etcdctl in PATH; ETCDCTL_ENDPOINTS and the other variables of etcdctl
# say how it connects. The user root has the operator's password. Takes nothing away from anybody.
set -euf
secrets=${1:?name the folder of make-secrets.sh}
rights() { grep -v -e '^#' -e '^$' "$(dirname "$0")/etcd-roles.txt"; }
# for a run after the first; before it, etcd asks nobody
ETCDCTL_USER=root:$(cat "$secrets/operator/password")
export ETCDCTL_USER

add() {
  etcdctl role get "$1" > /dev/null 2>&1 || etcdctl role add "$1"
  # by a file, because every user of the machine can read a command line
  etcdctl user get "$1" > /dev/null 2>&1 || etcdctl user add "$1" --interactive=false < "$2"
  etcdctl user grant-role "$1" "$1"
}

add root "$secrets/operator/password"
for user in $(rights | cut -d ' ' -f 1 | sort -u); do add "$user" "$secrets/$user/password"; done

rights | while read -r user permission prefixes; do
  for prefix in $(echo "$prefixes" | tr , ' '); do
    etcdctl role grant-permission "$user" --prefix=true "$permission" "/linklog/$prefix" < /dev/null
  done
done

etcdctl auth enable
