/** `wayhouse sms`: a phone at the command line. What is typed is sent; what comes back is shown with what it costs. */
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { channelsOf, openHouse, openIndex } from '../app.ts';
import { receiver, segmentsOf } from '../channels/index.ts';
import type { Config } from '../config.ts';
import type { SmsOptions } from './options.ts';

/** Opens the house, answers each line of the input (or the words of the command), and closes it again. */
export async function sms(
  config: Config,
  words: readonly string[],
  options: SmsOptions,
): Promise<void> {
  const warn = (_details: object, message: string): void =>
    void process.stderr.write(`${message}\n`);
  const house = await openHouse(config);
  const index = openIndex(house, { info: () => {}, warn });
  await index.ready();
  // A phone that is none: what it stops is forgotten with the key.
  const key = randomBytes(32);
  const channels = await channelsOf(house, index, () => key);
  const receive = receiver(channels.house);
  const send = async (text: string): Promise<void> => {
    const { reply, why } = await receive({ channel: 'simulator', number: options.from, text });
    process.stdout.write(`${reply === undefined ? `(no reply: ${why})` : shown(reply)}\n\n`);
  };
  try {
    if (words.length > 0) await send(words.join(' '));
    else {
      const lines = createInterface({ input: process.stdin, terminal: false });
      if (process.stdin.isTTY) process.stdout.write('> ');
      for await (const line of lines) {
        if (line.trim()) await send(line);
        if (process.stdin.isTTY) process.stdout.write('> ');
      }
    }
  } finally {
    await channels.close();
    await index.close();
    await house.close();
  }
}

/** The message, and under it its cost: segments, encoding, units and what is left of the last segment. */
function shown(text: string): string {
  const { count, encoding, units, left } = segmentsOf(text);
  return `${text}\n   [${count} ${count === 1 ? 'segment' : 'segments'}, ${encoding}, ${units} units, ${left} left]`;
}
