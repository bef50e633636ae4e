/** `wayhouse voice`: the script of a card for a voice line or the radio, and a draft of its sound. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { channelsOf, openHouse, openIndex } from '../app.ts';
import { cardScript, plainScript, radioScript, speak, ssmlScript } from '../channels/index.ts';
import type { Config } from '../config.ts';
import { Problem } from '../http/problem.ts';
import type { VoiceOptions } from './options.ts';

/** @throws Problem `not_found` when the card is not out in the language, `unavailable` when nothing here can speak it */
export async function voice(config: Config, code: string, options: VoiceOptions): Promise<void> {
  const warn = (_details: object, message: string): void =>
    void process.stderr.write(`${message}\n`);
  const house = await openHouse(config);
  const index = openIndex(house, { info: () => {}, warn });
  try {
    await index.ready();
    const key = randomBytes(32);
    const channels = await channelsOf(house, index, () => key);
    const { cards, phrases: all, now } = channels.house;
    const phrases = all.find(options.lang);
    const card = phrases && (await cards?.card(Number(code), options.lang));
    await channels.close();
    if (!phrases || !card)
      throw new Problem('not_found', {
        detail: `Card ${code} is not out in "${options.lang}".`,
      });
    const script = cardScript(phrases, card);
    const file = options.opus ?? options.wav;
    if (options.radio) {
      const { turns, seconds, fits } = radioScript(phrases, card, options.radio, now());
      for (const { voice: who, text } of turns) process.stdout.write(`${who}: ${text}\n`);
      process.stderr.write(told(seconds, fits));
    } else if (file === undefined) {
      process.stdout.write(
        options.ssml ? ssmlScript(phrases, script) : plainScript(phrases, script),
      );
      process.stderr.write(told(script.seconds, script.fits));
    } else {
      const lead = phrases.spoken.words.text('cards.listen_synthetic');
      const draft = await speak(
        options.lang,
        ssmlScript(phrases, cardScript(phrases, card, lead)),
        options.opus === undefined ? 'wav' : 'opus',
      );
      await writeFile(file, draft.bytes);
      process.stdout.write(
        `${file}: ${draft.bytes.length} bytes, a computer voice (${draft.voice}); say so wherever it is played.\n`,
      );
    }
  } finally {
    await index.close();
    await house.close();
  }
}

const told = (seconds: number, fits: boolean): string =>
  `about ${Math.round(seconds)} seconds${fits ? '' : ': too long, shorten the card'}\n`;
