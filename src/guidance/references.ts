/**
 * References in the words of a card: `{svc:407132.phone}` stands for what the directory says at publication, so that
 * a changed hour makes the card stale by itself (chapter 10, section 4.1). Pure.
 */
import type { CardWords } from './card.ts';

export const SERVICE_FIELDS = ['name', 'phone', 'hours', 'address'] as const;
export type ServiceField = (typeof SERVICE_FIELDS)[number];

/** A field of a service, or one of the emergency numbers of the territory. */
export type Reference =
  | { kind: 'svc'; code: string; field: ServiceField }
  | { kind: 'number'; of: string };

const REFERENCE = /\{([^{}]*)\}/g;
const SERVICE = /^svc:(\d{4,9})\.(name|phone|hours|address)$/;
const NUMBER = /^number:([a-z]{2,20})$/;

/** Reads what stands between the braces; nothing when it is no reference. */
export function readReference(text: string): Reference | undefined {
  const service = SERVICE.exec(text);
  if (service)
    return { kind: 'svc', code: service[1] as string, field: service[2] as ServiceField };
  const number = NUMBER.exec(text);
  return number ? { kind: 'number', of: number[1] as string } : undefined;
}

/** Everything in braces in all fields, without the braces, each once, in order of appearance. */
export function referencesIn(words: CardWords): string[] {
  const found = new Set<string>();
  for (const text of textsOf(words)) {
    for (const [, inside] of text.matchAll(REFERENCE)) found.add(inside as string);
  }
  return [...found];
}

/** The words with every reference replaced; one without a value stays as it is written. */
export function filledWords(words: CardWords, values: Readonly<Record<string, string>>): CardWords {
  const fill = (text: string): string =>
    text.replace(REFERENCE, (whole, inside: string) => values[inside] ?? whole);
  return {
    ...words,
    question: fill(words.question),
    answer: fill(words.answer),
    nextStep: fill(words.nextStep),
    ...(words.target === undefined ? {} : { target: fill(words.target) }),
    ...(words.child === undefined ? {} : { child: fill(words.child) }),
  };
}

/** The texts of a card that may hold references. */
export function textsOf({ question, answer, nextStep, target, child }: CardWords): string[] {
  return [question, answer, nextStep, target, child].filter((text) => text !== undefined);
}

/** What stands where a word count needs something: a reference counts as one word. */
export function withoutReferences(text: string): string {
  return text.replace(REFERENCE, '0');
}
