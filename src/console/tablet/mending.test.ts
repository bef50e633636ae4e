import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textsOf, withTexts } from './mending.ts';
import type { Parts } from './store/index.ts';

const act = (notes: readonly (string | undefined)[], names: readonly string[]): Parts => ({
  point_id: 'p',
  purpose: 'desk.visit',
  events: notes.map((note) => ({
    kind: 'note_written' as const,
    body: {},
    visit_id: 'v',
    ...(note ? { note } : {}),
  })),
  ...(names.length ? { names: names.map((text) => ({ subject: 's', text, lang: 'ti' })) } : {}),
});

test('a note is changed in its place, and nothing else of the act is', () => {
  const parts = act(['her papers are green', undefined], ['Aster']);
  expect(textsOf(parts).map(({ value }) => value)).toEqual(['her papers are green', 'Aster']);
  expect(withTexts(parts, ['shoes torn ', 'Aster'])).toEqual(
    act(['shoes torn', undefined], ['Aster']),
  );
});

test('any act with its own texts is itself; what is emptied stays as it was', () => {
  const word = fc.stringMatching(/^[a-zé]{1,8}$/).map((text) => text.normalize('NFC'));
  fc.assert(
    fc.property(
      fc.array(fc.option(word, { nil: undefined }), { minLength: 1, maxLength: 4 }),
      fc.array(word, { maxLength: 3 }),
      (notes, names) => {
        const parts = act(notes, names);
        const texts = textsOf(parts).map(({ value }) => value);
        expect(withTexts(parts, texts)).toEqual(parts);
        expect(
          withTexts(
            parts,
            texts.map(() => '  '),
          ),
        ).toEqual(parts);
        expect(
          textsOf(
            withTexts(
              parts,
              texts.map((_, at) => `t${at}`),
            ),
          ).map((one) => one.value),
        ).toEqual(texts.map((_, at) => `t${at}`));
      },
    ),
  );
});
