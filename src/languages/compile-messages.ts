/** ICU MessageFormat texts into the small trees of `messages.ts`; done once, on the server. */
import { type MessageFormatElement, parse } from '@formatjs/icu-messageformat-parser';
import type { Catalogue, Part } from './messages.ts';

/** Kinds of elements in the parser's tree (its `TYPE`, which is an ambient enum). */
const LITERAL = 0;
const ARGUMENT = 1;
const NUMBER = 2;
const SELECT = 5;
const PLURAL = 6;
const POUND = 7;
const TAG = 8;

/**
 * Compiles a catalogue of ICU texts.
 * @throws Error that names the message, when one cannot be read or uses what we do not support
 *   (dates and times are values here; the only tag is `<b>`)
 */
export function compileCatalogue(texts: Readonly<Record<string, string>>): Catalogue {
  return Object.fromEntries(
    Object.entries(texts).map(([id, text]) => [id, compileMessage(text, id)]),
  );
}

/** Compiles one ICU text. */
export function compileMessage(text: string, id = text): readonly Part[] {
  try {
    return parse(text).map((element) => part(element));
  } catch (error) {
    throw new Error(
      `Message "${id}" cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}

function part(element: MessageFormatElement): Part {
  const type = element.type as number;
  if (type === LITERAL && 'value' in element) return element.value;
  if ((type === ARGUMENT || type === NUMBER) && 'value' in element) return { v: element.value };
  if (type === POUND) return { n: 1 };
  if (type === TAG && 'children' in element) {
    if (element.value !== 'b')
      throw new Error(`the tag <${element.value}> is not known, only <b> is`);
    return { b: element.children.map(part) };
  }
  if (type === SELECT && 'options' in element)
    return { select: element.value, of: options(element.options) };
  if (type === PLURAL && 'offset' in element) {
    if (element.pluralType === 'ordinal') throw new Error('ordinal plurals are not used here');
    const of = options(element.options);
    return element.offset
      ? { plural: element.value, of, minus: element.offset }
      : { plural: element.value, of };
  }
  throw new Error('dates and times are given as values, not as formats');
}

function options(of: Record<string, { value: MessageFormatElement[] }>): Record<string, Part[]> {
  return Object.fromEntries(Object.entries(of).map(([key, { value }]) => [key, value.map(part)]));
}
