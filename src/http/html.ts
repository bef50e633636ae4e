/** HTML from templates in which every value is escaped unless it is itself HTML from here. */

/** A piece of HTML that needs no escaping. */
export type RawHtml = { readonly html: string };

/** Marks text as HTML. For constants of our own only, never for anything that came from outside. */
export function raw(text: string): RawHtml {
  return { html: text };
}

type Value = string | number | boolean | null | undefined | RawHtml | readonly Value[];

const SPECIAL = /["&'<=>]/;
const EVERY_SPECIAL = /["&'<=>]/g;

/** Escapes text for content and for attributes, with quotes or without (`=` ends an unquoted one). */
export function escapeHtml(text: string): string {
  return SPECIAL.test(text)
    ? text.replace(EVERY_SPECIAL, (character) => `&#${String(character.charCodeAt(0))};`)
    : text;
}

function flatten(value: Value): string {
  if (typeof value === 'string') return value === '' ? '' : escapeHtml(value);
  if (typeof value === 'object' && value !== null) {
    const { html: ready } = value as RawHtml;
    if (ready !== undefined) return ready;
    let text = '';
    for (const item of value as readonly Value[]) text += flatten(item);
    return text;
  }
  return typeof value === 'number' ? String(value) : '';
}

/** Template tag: `html\`<p>${text}</p>\``. Arrays are joined; null, undefined and booleans are left out. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): RawHtml {
  let text = parts[0] ?? '';
  for (let i = 0; i < values.length; i++) text += flatten(values[i]) + (parts[i + 1] ?? '');
  return { html: text };
}
