/** One line that is written over while long work goes on; nothing when the output is not a screen. */
export type ProgressLine = { show(text: string): void; clear(): void };

const EVERY_MS = 100;

/** On standard error, so that it never mixes with what a program reads from standard output. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  let last = 0;
  let shown = false;
  return {
    show(text) {
      const now = Date.now();
      if (!stream.isTTY || now - last < EVERY_MS) return;
      last = now;
      shown = true;
      stream.write(`\r\x1b[2K${text.slice(0, (stream.columns || 80) - 1)}`);
    },
    clear() {
      if (shown) stream.write('\r\x1b[2K');
    },
  };
}
