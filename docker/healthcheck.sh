#!/bin/bash
# Requests /readyz on the admin port. Uses bash, because the image has no curl.
exec 3<>"/dev/tcp/127.0.0.1/${LINKLOG_ADMIN_PORT:?}" || exit 1
printf 'GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
IFS= read -r status <&3
[[ $status == *" 200 "* ]]
