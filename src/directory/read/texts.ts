/** One text in all its languages, and which of them a reader gets (chapter 10, section 5.2). Pure. */
import type { LocalText } from '../listing.ts';

export type Texts = {
  /** The language in which the provider wrote it. */
  source: string;
  /** Language tag → text; always holds `source`. */
  in: Readonly<Record<string, string>>;
  /** Languages whose text is a machine draft that nobody has reviewed. */
  drafts?: readonly string[];
};

function chain(lang: string): string[] {
  const parts = lang.split('-');
  return parts.map((_, i) =>
    parts
      .slice(0, parts.length - i)
      .join('-')
      .toLowerCase(),
  );
}

/**
 * The best text for a reader of `lang`: that tag, then its shorter forms (`fa-AF` → `fa`), then another
 * form of the same language, then the source. The answer names the language that it is really in.
 */
export function textIn(texts: Texts, lang: string): LocalText {
  const found = languageFor(Object.keys(texts.in), lang) ?? texts.source;
  return {
    text: texts.in[found] ?? '',
    lang: found,
    ...(texts.drafts?.includes(found) ? { draft: true } : {}),
  };
}

function languageFor(available: readonly string[], lang: string): string | undefined {
  const wanted = chain(lang);
  for (const tag of wanted) {
    const exact = available.find((other) => other.toLowerCase() === tag);
    if (exact) return exact;
  }
  const primary = wanted.at(-1);
  return available.find((other) => other.toLowerCase().split('-', 1)[0] === primary);
}

/** A text that exists in its source language only. */
export function plainText(text: string, source: string): Texts {
  return { source, in: { [source]: text } };
}
