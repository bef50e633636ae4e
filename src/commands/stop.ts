/** Stopping: once stops cleanly, twice stops at once. */

/** A terminal and npm each send the same Ctrl-C; two within this time (ms) are one. */
const SAME_KEY = 500;

/**
 * Runs `clean` at the first SIGINT, SIGTERM or SIGHUP and ends the program with code 0 when it is done;
 * a second signal ends it at once. `say` gets one plain sentence.
 */
export function stopOnSignals(clean: () => Promise<void>, say: (text: string) => void): void {
  let first = 0;
  const onSignal = (): void => {
    const now = Date.now();
    if (first === 0) {
      first = now;
      say('Stopping … (Ctrl-C again stops at once)');
      clean().then(
        () => process.exit(0),
        (error: unknown) => {
          say(`Stopping went wrong: ${error instanceof Error ? error.message : String(error)}`);
          process.exit(1);
        },
      );
    } else if (now - first > SAME_KEY) {
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}
