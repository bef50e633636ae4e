import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chanceOf } from '../../../test/attack/chance.ts';
import {
  type Act,
  randomAct,
  randomWorld,
  type Stored,
  type StoredRow,
} from '../../../test/attack/random-world.ts';
import { mayAct, mayOpen, mayWrite, RIGHTS, shares } from './model.ts';

const USES = [
  'desk.visit',
  'desk.screen',
  'referral.send',
  'referral.receive',
  'health.care',
  'own.access',
  'agreement.manage',
]
  .map((purpose) => ({ collectedFor: purpose, usedFor: purpose }))
  .concat([
    { collectedFor: 'desk.visit', usedFor: 'own.access' },
    { collectedFor: 'referral.send', usedFor: 'referral.receive' },
    { collectedFor: 'desk.visit', usedFor: 'referral.receive' },
  ]);

const NOW = Date.UTC(2026, 10, 22);

/** A world, an act and each of its rows. */
function everywhere(holds: (world: Stored, act: Act, row: StoredRow) => void): void {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (seed) => {
      const chance = chanceOf(seed);
      const world = randomWorld(chance, NOW, USES);
      for (let i = 0; i < 8; i++) {
        const act = randomAct(chance, world);
        for (const row of world.rows) holds(world, act, row);
      }
    }),
    { numRuns: 60 },
  );
}

const orgsOf = (row: StoredRow): string[] =>
  row.shape === 'crossing'
    ? [row.from, row.to]
    : row.shape === 'agreement'
      ? [...row.parties]
      : row.shape === 'notice'
        ? [row.to]
        : [row.org];

test('who is no party to a row never sees or changes it', () =>
  everywhere((world, { context }, row) => {
    if (orgsOf(row).includes(context.org)) return;
    expect(mayOpen(world, context, row).allowed).toBe(false);
    for (const verb of ['update', 'delete'] as const)
      expect(mayWrite(world, context, verb, { before: row, after: row }).allowed).toBe(false);
  }));

test('a receiver sees a packet only while consent and agreement live', () => {
  let seen = 0;
  everywhere((world, { context }, row) => {
    if (row.shape !== 'crossing' || row.to !== context.org) return;
    if (!mayOpen(world, context, row).allowed) return;
    seen++;
    expect(shares(world, row)).toEqual({ allowed: true });
    const without = [
      { ...world, grants: world.grants.map((grant) => ({ ...grant, withdrawnAt: NOW - 1 })) },
      { ...world, grants: [] },
      {
        ...world,
        agreements: world.agreements.map((one) => ({ ...one, state: 'suspended' as const })),
      },
      { ...world, organisations: world.organisations.map((one) => ({ ...one, cutAt: NOW - 1 })) },
      { ...world, now: NOW + 10 * 86_400_000 },
      {
        ...world,
        erasing: world.grants.map(({ from, subject }) => ({ org: from, subject })),
      },
    ];
    for (const worse of without) expect(mayOpen(worse, context, row).allowed).toBe(false);
  });
  expect(seen).toBeGreaterThan(2);
});

test('taking something away never opens anything', () =>
  everywhere((world, { context }, row) => {
    if (mayOpen(world, context, row).allowed) return;
    const less = [
      { ...world, grants: world.grants.map((grant) => ({ ...grant, withdrawnAt: NOW - 1 })) },
      { ...world, agreements: [] },
      { ...world, uses: world.uses.slice(1) },
      {
        ...world,
        erasing: [
          ...world.erasing,
          ...world.subjects.map((subject) => ({ org: context.org, subject })),
        ],
      },
    ];
    for (const one of less) expect(mayOpen(one, context, row).allowed).toBe(false);
  }));

test('people and break-glass read one record and write nothing but her own wish to be erased', () =>
  everywhere((world, { context }, row) => {
    if (context.kind !== 'person' && context.kind !== 'glass') return;
    if (mayOpen(world, context, row).allowed)
      expect(row).toMatchObject({ shape: 'home', subject: context.subject, org: context.org });
    for (const verb of ['insert', 'update', 'delete'] as const) {
      const change = verb === 'insert' ? { after: row } : { before: row, after: row };
      if (mayWrite(world, context, verb, change).allowed)
        expect([verb, row.shape, context.kind]).toEqual(['insert', 'erasing', 'person']);
    }
  }));

test('an expired, over-long or closed context opens nothing, and says why', () =>
  everywhere((world, { context }, row) => {
    for (const expires of [NOW, NOW - 1, NOW + 31_001]) {
      expect(mayAct(world, { ...context, expires })).toEqual({
        allowed: false,
        why: 'context-expired',
      });
      expect(mayOpen(world, { ...context, expires }, row).allowed).toBe(false);
    }
    const cut = world.organisations.map((one) => ({ ...one, cutAt: NOW }));
    expect(mayOpen({ ...world, organisations: cut }, context, row).allowed).toBe(false);
  }));

test('no role reaches a table of another compartment', () =>
  everywhere((world, { context }, row) => {
    if (RIGHTS[context.audience]?.[row.table] === undefined)
      expect(mayOpen(world, context, row).allowed).toBe(false);
  }));
