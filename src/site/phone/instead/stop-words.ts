/** On a phone: only the words of its own language and of English, which come with the words of the pages. */
type Keeping = { stopWords?: ReadonlySet<string> };
const keeping = globalThis as Keeping;

/** Called by the worker once it has read the words of a language. */
export function useStopWords(words: readonly string[]): void {
  keeping.stopWords = new Set(words);
}

export function isStopWord(form: string): boolean {
  return keeping.stopWords?.has(form) ?? false;
}

export function stopWordsOf(): string[] {
  return [...(keeping.stopWords ?? [])];
}
