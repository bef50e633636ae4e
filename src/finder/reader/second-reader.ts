/** The second reader of texts, from the weights of its languages (chapter 10, section 6). Pure. */
import { primaryLanguage } from '../language-tag.ts';
import type { SecondReader } from '../understand-text.ts';
import { weigh } from './weigh.ts';
import { openReader, type Reader, type WeightsFile } from './weights-file.ts';

/**
 * Reads questions by the weights of the page's language, and leaves those of other languages to the rules.
 * Weights are unpacked when their first question comes. @throws Error then, when they are not as `openReader` expects
 */
export function secondReader(files: readonly WeightsFile[]): SecondReader {
  const packed = new Map(files.map((file) => [file.lang, file]));
  const open = new Map<string, Reader>();
  return (rules, text, lang) => {
    const primary = primaryLanguage(lang);
    let reader = open.get(primary);
    if (reader === undefined) {
      const file = packed.get(primary);
      if (file === undefined) return rules;
      reader = openReader(file);
      open.set(primary, reader);
    }
    return weigh(rules, reader, text);
  };
}
