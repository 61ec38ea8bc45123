#!/bin/sh
# Runs the service named by the first argument.
set -eu
case "${1:-}" in
  command-service)  main=io.linklog.command.CommandService ;;
  streams-topology) main=io.linklog.topology.StreamsTopology ;;
  projector)        main=io.linklog.projector.Projector ;;
  replay)           main=io.linklog.projector.replay.ReplayMain ;;
  query-service)    main=io.linklog.query.QueryService ;;
  sidecar)          main=io.linklog.sidecar.SidecarAgent ;;
  *)
    echo "Name what to run: command-service, streams-topology, projector, replay, query-service or sidecar" >&2
    exit 2 ;;
esac
lib=$1
[ "$lib" = replay ] && lib=projector
shift
# exec: the service is process 1 and gets SIGTERM itself
exec java -cp "/app/$lib/*" "$main" "$@"
