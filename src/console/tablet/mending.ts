/** The texts of an act that was not taken, to be changed in their place and sent as another act. Pure. */
import type { Parts } from './store/index.ts';
import type { WordId } from './speech.tsx';

export type Text = {
  label: WordId;
  value: string;
  /** At most so many letters. */
  most: number;
};

const NOTE = 500;
const NAME = 120;
const ADDRESS = 200;

/** What somebody wrote in it: notes, names, ways to reach her, in this order. */
export const textsOf = ({ events, names = [], contacts = [] }: Parts): Text[] => [
  ...events.flatMap(({ note }): Text[] =>
    note ? [{ label: 'note.label', value: note, most: NOTE }] : [],
  ),
  ...names.map(({ text }): Text => ({ label: 'kind.person_named', value: text, most: NAME })),
  ...contacts.map(
    ({ address }): Text => ({
      label: 'kind.contact_set',
      value: address,
      most: ADDRESS,
    }),
  ),
];

/** The same act with these texts, in the order of `textsOf`. */
export function withTexts(parts: Parts, texts: readonly string[]): Parts {
  const rest = [...texts];
  const next = (was: string): string => rest.shift()?.normalize('NFC').trim() || was;
  const { names, contacts } = parts;
  return {
    ...parts,
    events: parts.events.map((event) =>
      event.note ? { ...event, note: next(event.note) } : event,
    ),
    ...(names ? { names: names.map((one) => ({ ...one, text: next(one.text) })) } : {}),
    ...(contacts
      ? { contacts: contacts.map((one) => ({ ...one, address: next(one.address) })) }
      : {}),
  };
}
