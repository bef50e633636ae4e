/** What is written when somebody is handed over, tried on the store in memory; what is sealed is opened again. */
import { expect, test } from 'vitest';
import { faultsOfOperation } from '../../../../desk/check-operation.ts';
import type { Visit } from '../../../../desk/visit.ts';
import { newKeyPair, openSealedText } from '../../../../protection/member-key.ts';
import { readStatement } from '../../../../protection/statement.ts';
import type { RoleKey } from '../../store/index.ts';
import { openMemoryDesk } from '../../store/index.ts';
import { firstWish, handOverAct, laterAct, sealTexts } from './opening.ts';

const POINT = '018f0000-0000-7000-8000-000000000001';
const VISIT = '018f0000-0000-7000-9000-000000000001';
const REF = '018f0000-0000-7000-9000-0000000000ff';
const by = { at: '2026-11-22T01:10:00.000Z', by: REF };

async function someone() {
  const desk = openMemoryDesk();
  const perform = (act: ReturnType<typeof laterAct>) =>
    desk.perform({ purpose: 'desk.visit', ...act, point_id: POINT });
  await perform({
    events: [
      { kind: 'visit_opened', visit_id: VISIT, body: { channel: 'walk_in', heads: 1 } },
      {
        kind: 'language_asked',
        visit_id: VISIT,
        body: { tags: ['ti'], modes: ['hears'], asked_how: 'picture' },
      },
    ],
  });
  return { perform, visit: () => desk.visits().get(VISIT) as Visit };
}
const pair = async (compartment: RoleKey['compartment']) => {
  const { identity, recipient } = await newKeyPair();
  return { identity, key: { compartment, generation: 3, recipient } };
};

test('a child goes to the children’s area and leaves the desk in one operation, with what was said sealed', async () => {
  const { perform, visit } = await someone();
  const { identity, key } = await pair('child');
  const texts = { said: 'Wants to call his mother.', came_with: ' ' };
  const files = await sealTexts([key], VISIT, texts, { ...by, second: null });
  expect(files).toHaveLength(1);
  const given = { wish: undefined, interpreter: false, spaces: ['minors', 'open'], ref: REF };
  const operation = await perform(handOverAct(visit(), { path: 'child', files, ...given }));
  expect(faultsOfOperation(operation)).toEqual([]);
  expect(operation.pathways).toEqual([{ visit_id: VISIT, compartment: 'child' }]);
  expect(operation.events.map(({ kind }) => kind)).toEqual(['pathway_opened', 'space_given']);
  expect(JSON.stringify(operation)).not.toContain('mother');
  const [file] = files;
  expect(readStatement(await openSealedText(identity, file?.sealed ?? ''))).toMatchObject({
    about: 'said',
    text: texts.said,
    second: null,
  });
  expect(visit()).toMatchObject({ in_other_hands: true, languages: null, space: null });
});

test('a survivor is asked to be helped by a woman unless she said otherwise, alone, in a private room', async () => {
  const { perform, visit } = await someone();
  expect(firstWish('survivor', visit())).toBe('woman');
  expect(firstWish('child', visit())).toBeUndefined();
  await perform({
    events: [{ kind: 'preference_set', visit_id: VISIT, body: { same_sex: 'man' } }],
  });
  expect(firstWish('survivor', visit())).toBe('man');
  const given = {
    wish: 'woman' as const,
    interpreter: true,
    spaces: ['open'],
    files: [],
    ref: REF,
  };
  const operation = await perform(handOverAct(visit(), { path: 'survivor', ...given }));
  expect(faultsOfOperation(operation)).toEqual([]);
  const body = (kind: string) => operation.events.find((one) => one.kind === kind)?.body;
  expect(body('preference_set')).toEqual({ same_sex: 'woman', alone: true });
  expect(body('gap_met')).toEqual({ gap: 'space' });
  expect(body('interpreter_asked')).toMatchObject({ same_sex: 'woman', sensitive: true });
});

test('who asks later goes to every key, since the tablet does not know the path; no word of it is in the event', async () => {
  const { perform, visit } = await someone();
  const [child, survivor] = [await pair('child'), await pair('survivor')];
  const files = await sealTexts([child.key, survivor.key], VISIT, { asks_for: 'An uncle' }, by);
  expect(files.map(({ compartment }) => compartment)).toEqual(['child', 'survivor']);
  await expect(openSealedText(survivor.identity, files[0]?.sealed ?? '')).rejects.toThrow();
  const operation = await perform(laterAct(visit(), files));
  expect(faultsOfOperation(operation)).toEqual([]);
  expect(operation.events).toHaveLength(1);
  expect(operation.events[0]).toMatchObject({ kind: 'note_written', body: {} });
});

test('nothing said is nothing sealed, but a child with one adult only is told', async () => {
  const { key } = await pair('child');
  expect(await sealTexts([key], VISIT, { said: ' ' }, by)).toEqual([]);
  expect(await sealTexts([key], VISIT, {}, { ...by, second: null })).toHaveLength(1);
  expect(await sealTexts([], VISIT, { said: 'x' }, by)).toEqual([]);
});

test('which colleague stays is told by name, sealed, so that an officer knows whom to ask', async () => {
  const { identity, key } = await pair('child');
  const second = { second: 'account-of-sara', second_name: 'Sara' };
  const [file] = await sealTexts([key], VISIT, { came_with: 'A neighbour.' }, { ...by, ...second });
  expect(readStatement(await openSealedText(identity, file?.sealed ?? ''))).toMatchObject(second);
  expect(JSON.stringify(file)).not.toContain('Sara');
});
