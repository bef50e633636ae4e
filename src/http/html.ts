/** HTML from templates in which every value is escaped unless it is itself HTML from here. */
import { html as escapeInto } from 'ghtml';

/** A piece of HTML that needs no escaping. */
export type RawHtml = { readonly html: string };

/** Marks text as HTML. For constants of our own only, never for anything that came from outside. */
export function raw(text: string): RawHtml {
  return { html: text };
}

type Value = string | number | boolean | null | undefined | RawHtml | readonly Value[];

function flatten(value: Value): string {
  if (value === null || value === undefined || value === false || value === true) return '';
  if (typeof value === 'object') {
    return 'html' in value ? value.html : value.map(flatten).join('');
  }
  return escapeInto`${value}`;
}

/** Template tag: `html\`<p>${text}</p>\``. Arrays are joined; null, undefined and booleans are left out. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): RawHtml {
  let text = parts[0] ?? '';
  for (let i = 0; i < values.length; i++) text += flatten(values[i]) + (parts[i + 1] ?? '');
  return { html: text };
}
