/** How long a broker may take to take back what the flow made on it, in milliseconds. */
const PATIENCE = 5_000;

/** What the outside says when nobody wants the rest of a run, with the exit code that shells expect. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Ends the process when it is interrupted or its reader goes away (`npm start | head`), but not before `close` has taken back what
 * the run made: on a broker that others use, a virtual host and its users would stay behind.
 */
export function endEarly(close: () => Promise<void>): void {
  let ending = false;
  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    const exit = (): never => process.exit(code);
    setTimeout(exit, PATIENCE).unref();
    close().then(exit, exit);
  };
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => end(code));
  process.stdout.on("error", (error: NodeJS.ErrnoException) => end(error.code === "EPIPE" ? 0 : 1));
}
