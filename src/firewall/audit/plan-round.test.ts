import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Leaf, parseLeaf, type StagedEvent } from './leaf.ts';
import { planRound, type RoundInput } from './plan-round.ts';
import { LeafRules } from './verify-leaves.ts';

const ORG = '0198a6b0-0000-4000-8000-000000000001';
const NOW = Date.parse('2026-11-22T08:00:30Z');
const staged = (producer: number, n: number, at = NOW): StagedEvent => ({
  stageId: `${producer}-${n}`,
  nonce: null,
  act: 'open',
  login: 'app_desk',
  producer,
  n,
  at: new Date(at),
  kind: 'staff',
  actor: null,
  org: ORG,
  purpose: 'desk.visit',
  route: '/desk',
  subject: null,
  subjects: null,
  details: null,
});
const input = (change: Partial<RoundInput>): RoundInput => ({
  node: 'port',
  now: NOW,
  newest: { size: 0, minute: '' },
  waiting: [],
  counted: new Map(),
  ahead: [],
  unfinished: [],
  told: new Map(),
  random: randomBytes,
  ...change,
});
const read = (leaves: readonly { leaf: Buffer }[]): Leaf[] =>
  leaves.map(({ leaf }) => parseLeaf(leaf) as Leaf);

describe('a round', () => {
  it('gives places in order, after those there are', () => {
    const { leaves, gaps } = planRound(
      input({
        newest: { size: 40, minute: '2026-11-22T07:59Z' },
        waiting: [staged(5, 8), staged(6, 1), staged(5, 9)],
        counted: new Map([[5, 7]]),
      }),
    );
    expect(leaves.map(({ index, stageId }) => [index, stageId])).toEqual([
      [40, '5-8'],
      [41, '6-1'],
      [42, '5-9'],
    ]);
    expect(gaps).toEqual([]);
    expect(read(leaves).map(({ t }) => t)).toEqual(Array(3).fill('2026-11-22T08:00Z'));
  });

  it('tells of numbers that are missing, in the log itself, and logs what came after', () => {
    const { leaves, gaps } = planRound(
      input({
        newest: { size: 3, minute: '' },
        waiting: [staged(5, 2), staged(5, 5)],
        counted: new Map([[5, 1]]),
        ahead: [{ producer: 9, n: 4, staged: 2 }],
      }),
    );
    expect(gaps).toEqual([
      { producer: 5, from: 3, to: 4 },
      { producer: 9, from: 3, to: 4 },
    ]);
    expect(read(leaves).map(({ act, producer, n }) => [act, producer, n])).toEqual([
      ['open', 5, 2],
      ['log.gap', 0, 4],
      ['open', 5, 5],
      ['log.gap', 0, 6],
    ]);
    expect(leaves[1]?.detail.details).toEqual({ producer: 5, from: 3, to: 4 });
  });

  it('tells each gap once', () => {
    const change = { ahead: [{ producer: 9, n: 4, staged: 2 }], told: new Map([[9, 4]]) };
    expect(planRound(input(change))).toEqual({ leaves: [], gaps: [] });
    const further = { ahead: [{ producer: 9, n: 5, staged: 2 }], told: new Map([[9, 4]]) };
    expect(planRound(input(further)).gaps).toHaveLength(1);
  });

  it('tells of tickets that were never used to the end: who, why, for whom', () => {
    const { leaves } = planRound(
      input({
        unfinished: [
          {
            audience: 'app_health',
            kind: 'staff',
            actor: ORG,
            org: ORG,
            points: [],
            purpose: 'health.care',
            route: '/health/charts/:id',
            subject: ORG,
            nonce: 'n'.repeat(22),
            expMs: NOW - 40_000,
          },
        ],
      }),
    );
    expect(read(leaves)[0]).toMatchObject({
      act: 'unfinished',
      store: 'health',
      purpose: 'health.care',
      org: ORG,
      t: '2026-11-22T07:59Z',
      producer: 0,
      n: 0,
    });
    expect(leaves[0]?.detail).toMatchObject({
      actor: ORG,
      subject: ORG,
      at: new Date(NOW - 70_000),
      details: { nonce: 'n'.repeat(22) },
    });
  });

  it('never lets minutes go back or ahead of the clock', () => {
    const { leaves } = planRound(
      input({
        newest: { size: 1, minute: '2026-11-22T07:50Z' },
        waiting: [
          staged(5, 1, NOW - 3_600_000),
          staged(5, 2, NOW - 60_000),
          staged(5, 3, NOW - 120_000),
          staged(5, 4, NOW + 3_600_000),
        ],
      }),
    );
    expect(read(leaves).map(({ t }) => t.slice(11, 16))).toEqual([
      '07:50',
      '07:59',
      '07:59',
      '08:00',
    ]);
  });

  it('makes logs that keep the rules of the verifier, gap or no gap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: -200, max: 200 })), {
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 7 }),
        fc.option(fc.nat(59), { nil: undefined }),
        (acts, batch, lost) => {
          const counts = new Map<number, number>();
          const events = acts.map(([producer, seconds]) => {
            const n = (counts.get(producer) ?? 0) + 1;
            counts.set(producer, n);
            return staged(producer, n, NOW + seconds * 1000);
          });
          const missing = lost === undefined ? undefined : events[lost];
          const rules = new LeafRules();
          const counted = new Map<number, number>();
          let size = 0;
          let gaps = 0;
          const wrong: string[] = [];
          const left = events.filter((event) => event !== missing);
          for (let at = 0; at < left.length; at += batch) {
            const waiting = left.slice(at, at + batch);
            const plan = planRound(
              input({ newest: { size, minute: rules.minute }, waiting, counted }),
            );
            for (const { index, leaf } of plan.leaves) {
              expect(index).toBe(size++);
              const says = rules.take(index, leaf);
              if (says) wrong.push(says);
            }
            for (const { producer, n } of waiting) counted.set(producer, n);
            gaps += plan.gaps.length;
          }
          const seen =
            missing && left.some((e) => e.producer === missing.producer && e.n > missing.n);
          expect(gaps).toBe(seen ? 1 : 0);
          expect(wrong.length > 0).toBe(Boolean(seen));
        },
      ),
    );
  });
});
