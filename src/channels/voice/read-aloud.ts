/** A computer that reads the words of a card aloud for the console: at most two at once, at most a minute, at most a megabyte. */
import type { CardWords } from '../../guidance/index.ts';
import type { Languages } from '../../languages/catalogues.ts';
import { loadPhrases, type Phrases } from '../phrases.ts';
import { cardScript } from './scripts.ts';
import { plainScript, ssmlScript } from './script.ts';
import {
  CannotSpeak,
  hasVoice,
  notInstalled,
  noVoice,
  speak,
  SPEEDS,
  speechTools,
  type SpokenDraft,
} from './speak.ts';

export type ReadAloud = {
  /** What whoever reads it reads: plain text with pauses; nothing for a language without words for it. */
  script(lang: string, card: Readable): string | undefined;
  /** Why a computer cannot read this language here; nothing when it can. */
  hindrance(lang: string): Promise<CannotSpeak | undefined>;
  /**
   * The words as sound; the first thing that is said is that a computer reads.
   * @throws CannotSpeak
   */
  read(lang: string, card: Readable): Promise<SpokenDraft>;
};

/** The number of a card and its words with every reference filled in. */
export type Readable = { code: number; words: CardWords };

const AT_ONCE = 2;
const MOST_SECONDS = 60;
const MOST_BYTES = 1_048_576;
/** What is installed is asked again after this time, so that an editor need not wait for a restart. */
const ASK_AFTER = 20_000;

export function openReadAloud(languages: Languages, now: () => number = Date.now): ReadAloud {
  const phrases = loadPhrases(languages);
  let tools: ReturnType<typeof speechTools> | undefined;
  let asked = 0;
  let reading = 0;

  const installed = (): ReturnType<typeof speechTools> => {
    if (!tools || now() - asked > ASK_AFTER) {
      asked = now();
      tools = speechTools();
    }
    return tools;
  };
  const scriptOf = (spoken: Phrases, { code, words }: Readable, lead?: string) =>
    cardScript(spoken, { card: { code }, publication: { words } }, lead);

  const reader: ReadAloud = {
    script(lang, card) {
      const spoken = phrases.find(lang);
      return spoken && plainScript(spoken, scriptOf(spoken, card));
    },
    async hindrance(lang) {
      if (!hasVoice(lang) || !phrases.find(lang)) return noVoice(lang);
      const { installed: there, speaks, packs } = await installed();
      if (!there) return notInstalled('espeak-ng');
      if (!speaks.includes(lang)) return noVoice(lang);
      return packs.length === 0 ? notInstalled('lame') : undefined;
    },
    async read(lang, card) {
      const hindrance = await reader.hindrance(lang);
      if (hindrance) throw hindrance;
      const spoken = phrases.find(lang);
      const [kind] = (await installed()).packs;
      if (!spoken || !kind) throw noVoice(lang);
      if (reading >= AT_ONCE)
        throw new CannotSpeak('busy', `${AT_ONCE} cards are being read: try again in a minute.`);
      reading += 1;
      try {
        const lead = spoken.spoken.words.text('cards.listen_synthetic');
        const ssml = ssmlScript(spoken, scriptOf(spoken, card, lead));
        let seconds = 0;
        for (const speed of SPEEDS) {
          const draft = await speak(lang, ssml, kind, speed);
          if (draft.seconds <= MOST_SECONDS && draft.bytes.length <= MOST_BYTES) return draft;
          ({ seconds } = draft);
        }
        throw new CannotSpeak(
          'too_long',
          `It takes ${Math.round(seconds)} seconds to read; ${MOST_SECONDS} at most.`,
        );
      } catch (error) {
        // What was there a moment ago may be gone.
        tools = undefined;
        throw error;
      } finally {
        reading -= 1;
      }
    },
  };
  return reader;
}
