import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs beside the broker and outlives us: it reads a pipe that only we hold, so the end of this process, of whatever kind,
 * ends the pipe, and then it kills the broker and its port mapper and removes their folder. An exit handler would not run
 * after SIGKILL or a crash.
 *
 * Port mapper and broker are direct children, known by process id: a mapper that the broker starts by itself becomes a
 * daemon and is never seen again. RUNNING_UNDER_SYSTEMD makes RabbitMQ's script become the Erlang machine instead of
 * starting it, so that the id is the broker's own.
 */
const script = `
folder=$1 log=$2 server=$3
exec 3<&0 </dev/null
epmd -address 127.0.0.1 -port "$ERL_EPMD_PORT" >/dev/null 2>&1 3<&- & mapper=$!
RUNNING_UNDER_SYSTEMD=true "$server" >"$log" 2>&1 3<&- & broker=$!
(while read -r _; do :; done <&3; : >"$folder/parent-gone"; kill -KILL "$broker") & reader=$!
exec 3<&-
trap 'kill -KILL "$broker"' TERM INT HUP
wait "$broker"; code=$?
kill "$reader" 2>/dev/null
kill -KILL "$mapper" 2>/dev/null
wait
[ ! -e "$folder/parent-gone" ] || rm -rf "$folder"
exit "$code"
`;

/** A broker under a watchdog. */
export interface WatchedServer {
  /** Resolves when the broker and its port mapper have ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Kills both and removes the folder. The data are temporary, so nothing waits for a graceful end. */
  stop(): Promise<void>;
}

/** Starts `server` with exactly `env`, its output in `log`. It does not keep this process alive. */
export function startWatched(
  server: string,
  folder: string,
  log: string,
  env: Readonly<Record<string, string>>,
): WatchedServer {
  // A session of its own keeps Ctrl-C at the terminal from reaching the broker before the tests have finished with it.
  const child: ChildProcess = spawn("/bin/sh", ["-c", script, "insaka-rabbitmq", folder, log, server], {
    env: { ...env },
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  const ended = once(child, "exit").then(() => undefined);
  child.unref();
  return {
    ended,
    async stop() {
      // While we wait for the end it must keep this process alive.
      child.ref();
      child.stdin?.end();
      await ended;
    },
  };
}
