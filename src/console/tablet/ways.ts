/** Ways of opening that bring something along: the list of words, the question to a passkey. They come when they are chosen. */
import type { Way } from './store/index.ts';
import { newFourWords, readFourWords } from './store/words.ts';

export { passkeyWay } from './store/passkey.ts';

/** Four words as they are meant, or nothing when they are not of the list. */
export function wordsWay(typed: string): Way | undefined {
  const read = readFourWords(typed.trim().split(/[\s,.-]+/));
  return read ? { kind: 'words', words: read.split(' ') } : undefined;
}

export { newFourWords };
