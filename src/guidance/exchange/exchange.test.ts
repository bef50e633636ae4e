import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cell, readCsv, uncell, writeCsv } from './csv.ts';
import {
  type CardOut,
  EXCHANGED,
  ExchangeRefusal,
  MOST_CHARACTERS,
  plain,
  textsOf,
} from './exchange.ts';
import { type CardNow, planImport } from './plan.ts';
import { readXliff } from './read-xliff.ts';
import { writeXliff } from './write-xliff.ts';

const TAGS = { from: 'en', to: 'ar' };
const source = {
  question: 'Where can I see a doctor?',
  answer: 'The clinic is free. Call {svc:407132.phone} before {svc:407132.hours}.',
  nextStep: 'Call {svc:407132.phone} & ask.',
  action: 'call',
  target: '{svc:407132.phone}',
} as const;
const arabic = {
  question: 'أين أجد طبيبًا؟',
  answer: 'العيادة مجانية. الرقم {svc:407132.phone} قبل {svc:407132.hours}.',
  nextStep: 'اتصال على {svc:407132.phone}.',
  action: 'call',
  target: '{svc:407132.phone}',
} as const;
const out = (more: Partial<CardOut> = {}): CardOut => ({
  card: 210,
  topic: 'health',
  kind: 'how_to',
  safety: false,
  revision: 3,
  meaning: 2,
  translation: 1,
  older: false,
  state: 'translated',
  source: textsOf(source),
  target: textsOf(arabic),
  ...more,
});
const now = (more: Partial<CardNow> = {}): CardNow => ({
  card: 210,
  withdrawn: false,
  sourceLang: 'en',
  source: [{ ...source, revision: 3, meaning: 2 }],
  last: { ...arabic, revision: 1, meaning: 2 },
  ...more,
});
const WAYS = [
  ['XLIFF', writeXliff, readXliff],
  ['CSV', writeCsv, readCsv],
] as const;
const plan = (text: string, read: typeof readXliff, there: CardNow = now()) =>
  planImport(read(text), new Map([[there.card, there]]), TAGS)[0];

/** Text that hurts: references, markup, formulas, marks of direction, control characters, line ends. */
const piece = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '{svc:407132.phone}',
    '{number:police}',
    '{',
    '}',
    '=1+1',
    "'=x",
    '@',
    '+351 21',
    '</target>',
    '&amp;',
    ']]>',
    '"',
    ',',
    ';',
    '\r\n',
    '\n',
    '\t',
    '\u0001',
    '\u2067نص\u2069',
    'क्षि',
    '\ufeff',
  ),
);
const text = (most: number): fc.Arbitrary<string> =>
  fc
    .array(piece, { minLength: 1, maxLength: 5 })
    .map((parts) => [...parts.join('').replaceAll('\u0000', '')].slice(0, most - 1).join(''))
    .map((one) => (plain(one) ? one : `${one}x`));
const texts = fc
  .tuple(
    fc.record({ question: text(200), answer: text(600), nextStep: text(200) }),
    fc.record({ child: text(600), alt: text(200) }, { requiredKeys: [] }),
  )
  .map(([needed, more]) => ({ ...needed, ...more }));

describe.each(WAYS)('%s', (_name, write, read) => {
  it('gives back what went out, whatever the words are, and finds nothing changed', () => {
    fc.assert(
      fc.property(
        texts,
        texts,
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        (from, to, meaning, older) => {
          const target = Object.fromEntries(
            Object.entries(to).filter(([field]) => field in from),
          ) as typeof to;
          const card = out({
            source: from,
            target,
            older,
            state: older ? 'initial' : 'final',
            meaning: meaning + 1,
          });
          const there = now({
            source: [{ ...source, ...from, action: 'go', revision: 3, meaning: meaning + 1 }],
            last: {
              ...arabic,
              ...to,
              action: 'go',
              revision: 1,
              meaning: older ? meaning : meaning + 1,
            },
          });
          const back = read(write([card], 'en', 'ar'));
          const [row] = back.cards;
          expect([
            back.from,
            back.to,
            row?.card,
            row?.revision,
            row?.meaning,
            row?.translation,
          ]).toEqual(['en', 'ar', 210, 3, meaning + 1, 1]);
          for (const field of EXCHANGED) {
            const found = row?.fields.find((one) => one.field === field);
            expect(found && plain(found.source)).toBe(
              from[field] === undefined ? undefined : plain(from[field]),
            );
            if (found) expect(plain(found.target)).toBe(plain(target[field] ?? ''));
          }
          expect(planImport(back, new Map([[210, there]]), TAGS)[0]).toMatchObject({
            does: 'unchanged',
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes new words as a new revision of the text that was translated', () => {
    const file = write([out()], 'en', 'ar').replace(arabic.question, 'أين يوجد طبيب؟');
    expect(plan(file, read)).toMatchObject({
      does: 'new',
      after: 1,
      meaning: 2,
      older: false,
      words: { ...arabic, question: 'أين يوجد طبيب؟' },
      compared: [],
    });
  });

  it('says that the source has moved, and keeps the words as what they are', () => {
    const moved = now({
      source: [
        { ...source, answer: 'Closed for good.', revision: 4, meaning: 3 },
        { ...source, revision: 3, meaning: 2 },
      ],
    });
    const file = write([out()], 'en', 'ar').replace(arabic.question, 'أين يوجد طبيب؟');
    expect(plan(file, read, moved)).toMatchObject({ does: 'new', meaning: 2, older: true });
  });

  it('takes an older translation as good when the translator says so, and only then', () => {
    const older = out({ older: true, state: 'initial' });
    const there = now({ last: { ...arabic, revision: 1, meaning: 1 } });
    const file = write([older], 'en', 'ar');
    expect(plan(file, read, there)).toMatchObject({ does: 'unchanged' });
    expect(plan(file.replaceAll('initial', 'translated'), read, there)).toMatchObject({
      does: 'new',
      meaning: 2,
    });
  });

  it('refuses what it cannot be sure of, and says why', () => {
    const file = write([out()], 'en', 'ar').replace(arabic.question, 'أين يوجد طبيب؟');
    const refusal = (there: CardNow, given = file) => plan(given, read, there);
    expect(refusal(now({ withdrawn: true }))).toMatchObject({ does: 'refused', why: 'withdrawn' });
    expect(refusal(now({ sourceLang: 'fr' }))).toMatchObject({ why: 'other_source' });
    expect(refusal(now({ last: { ...arabic, revision: 2, meaning: 2 } }))).toMatchObject({
      why: 'saved_meanwhile',
    });
    expect(refusal(now({ source: [{ ...source, revision: 9, meaning: 2 }] }))).toMatchObject({
      why: 'unknown_revision',
    });
    expect(
      refusal(now(), file.replace('The clinic is free.', 'The clinic costs money.')),
    ).toMatchObject({ why: 'source_differs', field: 'answer' });
    expect(refusal(now(), write([out({ target: {} })], 'en', 'ar'))).toMatchObject({
      does: 'empty',
    });
    expect(
      refusal(
        now({ last: undefined as never }),
        write([out({ target: { question: 'أ' } })], 'en', 'ar'),
      ),
    ).toMatchObject({ why: 'half', field: 'answer' });
    expect(refusal(now(), file.replace('أين يوجد طبيب؟', 'ط'.repeat(201)))).toMatchObject({
      why: 'too_long',
      field: 'question',
      most: MOST_CHARACTERS.question,
    });
    expect(planImport(read(file), new Map(), TAGS)[0]).toMatchObject({ why: 'no_such_card' });
  });
});

describe('XLIFF', () => {
  const file = writeXliff([out()], 'en', 'ar');

  it('protects references as placeholders, the same in source and target', () => {
    expect(file).toMatch(
      /<source xml:space="preserve">The clinic is free\. Call <ph id="1" dataRef="d1" equiv="\{svc&#58;407132\.phone\}|<source xml:space="preserve">The clinic is free\. Call <ph id="1" dataRef="d1" equiv="\{svc:407132\.phone\}"/,
    );
    expect(file).toContain('canDelete="no"');
    expect(readXliff(file).cards[0]?.fields[1]?.target).toBe(arabic.answer);
  });

  it('puts together what a tool has cut into segments', () => {
    const cut = file.replace(
      /<segment state="translated">(<source[^>]*>)Where can I see a doctor\?<\/source><target>[^<]*<\/target><\/segment>/,
      '<segment state="translated"><source>Where can I </source><target order="3">طبيبًا؟</target></segment><ignorable><source> </source></ignorable><segment state="reviewed"><source>see a doctor?</source><target order="1"><mrk id="m1" type="comment">أين أجد</mrk></target></segment>',
    );
    const [question] = readXliff(cut).cards[0]?.fields ?? [];
    expect(question).toMatchObject({ target: 'أين أجد طبيبًا؟', state: 'translated' });
  });

  it('reads 1.2, with the codes that its tools use', () => {
    const older = `<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file original="wayhouse:card=210;revision=3;meaning=2;translation=1" source-language="en" target-language="ar-SD" datatype="plaintext"><body><group><trans-unit id="1" resname="nextStep"><source>Call <ph id="1">{svc:407132.phone}</ph> &amp; ask.</source><target state="final">اتصال <x id="1" equiv-text="{svc:407132.phone}"/>.</target></trans-unit></group></body></file></xliff>`;
    expect(readXliff(older)).toMatchObject({
      from: 'en',
      to: 'ar',
      cards: [
        {
          card: 210,
          fields: [
            {
              field: 'nextStep',
              source: source.nextStep,
              target: 'اتصال {svc:407132.phone}.',
              state: 'final',
            },
          ],
        },
      ],
    });
  });

  it.each([
    ['no XML', '<xliff', /well-formed XML/],
    ['an entity bomb', `<!DOCTYPE x [<!ENTITY a "aa">]>${file}`, /no document type/],
    ['another format', '<rss version="2.0"/>', /an xliff element/],
    [
      'another version',
      file.replace('version="2.1"', 'version="3.0"'),
      /2\.0 or 2\.1; found "3\.0"/,
    ],
    [
      'a file of others',
      file.replace('wayhouse:card', 'other:card'),
      /line 3.*what the export wrote there/,
    ],
    [
      'a strange unit',
      file.replace('id="answer" name="answer"', 'id="title"'),
      /one of question, answer.*found "title"/,
    ],
    [
      'a strange state',
      file.replace('state="translated"', 'state="perfect"'),
      /one of initial.*found "perfect"/,
    ],
    [
      'a placeholder from elsewhere',
      file.replace(/<ph [^>]*\/>/, '<ph id="9"/>'),
      /placeholders of the export/,
    ],
    ['no language', file.replace('trgLang="ar"', ''), /xliff\/@trgLang/],
    [
      'half of a unit',
      file.replace(
        /(<segment[^>]*>)(<source[^>]*>)Where/,
        '<segment><source>Where?</source></segment>$1$2Where',
      ),
      /every segment of the unit/,
    ],
  ])('refuses %s and says where', (_what, given, said) => {
    expect(() => readXliff(given)).toThrow(ExchangeRefusal);
    expect(() => readXliff(given)).toThrow(said);
  });
});

describe('CSV', () => {
  const file = writeCsv([out()], 'en', 'ar');

  it('has no cell that a spreadsheet would run, and gives every text back', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text(80),
          fc.constantFrom('=1', '+351 213 000', '-', '@x', "'=1", "''=1", ' =1', "'a"),
        ),
        (one) => {
          const made = cell(one);
          expect(made).not.toMatch(/^"?[\s\u200b-\u200f\ufeff]*[=+\-@＝＋－＠]/u);
          expect(
            uncell(made.startsWith('"') ? made.slice(1, -1).replaceAll('""', '"') : made),
          ).toBe(one);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is read with the semicolons and tabs of other spreadsheets', () => {
    const [head = '', ...lines] = file.slice(1).split('\r\n');
    const quoted = lines.filter(Boolean).map((line) => line.split(',').join(';'));
    const semicolons = [head.replaceAll(',', ';'), ...quoted].join('\n');
    expect(readCsv(semicolons).cards[0]?.fields).toHaveLength(3);
  });

  it.each([
    ['another table', 'a,b\n1,2\n', /columns \(line 1\)/],
    ['nothing', file.slice(0, file.indexOf('\r\n') + 2), /a line for each field/],
    ['a strange field', file.replace(',answer,', ',title,'), /field \(line 3\).*found "title"/],
    [
      'a number that is none',
      file.replace('210,3,2,1,nextStep', 'x,3,2,1,nextStep'),
      /card \(line 4\)/,
    ],
    [
      'two languages',
      file.replace('nextStep,en,ar', 'nextStep,en,fa'),
      /target_language \(line 4\): expected ar; found "fa"/,
    ],
    ['a row cut short', `${file}210,3`, /whole rows of CSV/],
  ])('refuses %s and says where', (_what, given, said) => {
    expect(() => readCsv(given)).toThrow(ExchangeRefusal);
    expect(() => readCsv(given)).toThrow(said);
  });
});
