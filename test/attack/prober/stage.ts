/**
 * The one world that every probe asks about: few organisations and people, and for each clause of the rule a grant, an
 * agreement and a packet at which that clause alone says no.
 */
import type { Agreement, Grant, World } from '../../../src/firewall/context/model.ts';

const id = (kind: string, n: number): string =>
  `${kind.padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** `home` acts; `cut` was cut off an hour ago, `later` will be in an hour; `third` has no part in anything. */
export const ORG = {
  home: id('0a', 1),
  far: id('0a', 2),
  third: id('0a', 3),
  cut: id('0a', 4),
  later: id('0a', 5),
};
/** `gone` is being erased at home, `goneFar` and `hereStill` at `far` only. */
export const WHO = {
  her: id('0b', 1),
  other: id('0b', 2),
  far: id('0b', 3),
  gone: id('0b', 4),
  hereStill: id('0b', 5),
  goneFar: id('0b', 6),
  read: id('0b', 7),
  unread: id('0b', 8),
  third: id('0b', 9),
  /** Being erased at home, and not in any table yet. */
  goneUnseen: id('0b', 10),
};
export const POINT = { mine: id('0c', 1), other: id('0c', 2) };

/** Nothing is wrong with it, but its purpose is not one that either desk reads for. */
export const UNREAD = 'for a purpose that nobody here reads';

const HOUR = 3_600_000;

export type Packet = {
  /** What is wrong with it; empty: nothing. */
  fault: string;
  id: string;
  from: string;
  to: string;
  grant: string;
  agreement: string;
  purpose: string;
  categories: string[];
};

type Change = {
  packet?: Partial<Packet>;
  grant?: Partial<Grant>;
  agreement?: Partial<Agreement>;
};

/** Each change breaks one sentence of "nothing crosses without both"; the first ones break none. */
function changes(now: number, from: string, to: string): [fault: string, change: Change][] {
  return [
    ['', {}],
    ['', { agreement: { parties: [to, from] } }],
    [
      '',
      {
        packet: { from: ORG.later },
        grant: { from: ORG.later },
        agreement: { parties: [ORG.later, to] },
      },
    ],
    ['', { grant: { subject: from === ORG.home ? WHO.hereStill : WHO.gone } }],
    ['consent of another giver', { grant: { from: ORG.third } }],
    ['consent for another recipient', { grant: { to: ORG.third } }],
    ['consent for another purpose', { grant: { purpose: 'followup.outcome' } }],
    ['consent for other categories', { grant: { categories: ['contact'] } }],
    ['consent withdrawn', { grant: { withdrawnAt: now - HOUR } }],
    ['consent lapsed', { grant: { notAfter: now - HOUR } }],
    ['no consent', { packet: { grant: id('0f', 1) } }],
    ['she is being erased', { grant: { subject: from === ORG.home ? WHO.gone : WHO.goneFar } }],
    ['no agreement', { packet: { agreement: id('0f', 2) } }],
    ['agreement suspended', { agreement: { state: 'suspended' } }],
    ['agreement not yet begun', { agreement: { startsAt: now + HOUR } }],
    ['agreement over', { agreement: { endsAt: now - HOUR } }],
    ['agreement for another purpose', { agreement: { purposes: ['followup.outcome'] } }],
    ['agreement for other categories', { agreement: { categories: ['contact'] } }],
    ['agreement of the giver with another', { agreement: { parties: [from, ORG.third] } }],
    ['agreement of another with the giver', { agreement: { parties: [ORG.third, from] } }],
    ['agreement of the recipient with another', { agreement: { parties: [to, ORG.third] } }],
    ['agreement of another with the recipient', { agreement: { parties: [ORG.third, to] } }],
    [
      'giver cut off',
      {
        packet: { from: ORG.cut },
        grant: { from: ORG.cut },
        agreement: { parties: [ORG.cut, to] },
      },
    ],
    [
      'recipient cut off',
      { packet: { to: ORG.cut }, grant: { to: ORG.cut }, agreement: { parties: [from, ORG.cut] } },
    ],
    [
      UNREAD,
      {
        packet: { purpose: 'legal.claim' },
        grant: { purpose: 'legal.claim' },
        agreement: { purposes: ['legal.claim'] },
      },
    ],
  ];
}

export type Stage = World & {
  grants: Grant[];
  agreements: Agreement[];
  /** Packets that are there, in both directions and between others. */
  packets: Packet[];
  /** Packets that somebody may try to send. */
  sendable: Packet[];
};

/** @param now ms since 1970 @param uses what may be read for what, as the database has it */
export function stageAt(now: number, uses: World['uses']): Stage {
  const stage: Stage = {
    now,
    uses,
    organisations: Object.entries(ORG).map(([name, org]) => ({
      id: org,
      cutAt: name === 'cut' ? now - HOUR : name === 'later' ? now + HOUR : null,
    })),
    erasing: [
      { org: ORG.home, subject: WHO.gone },
      { org: ORG.home, subject: WHO.goneUnseen },
      { org: ORG.far, subject: WHO.hereStill },
      { org: ORG.far, subject: WHO.goneFar },
    ],
    grants: [],
    agreements: [],
    packets: [],
    sendable: [],
  };
  let n = 0;
  const cross = (from: string, to: string, most = Infinity): Packet[] =>
    changes(now, from, to)
      .slice(0, most)
      .map(([fault, change]) => {
        n++;
        const grant: Grant = {
          id: id('d1', n),
          subject: WHO.her,
          from,
          to,
          purpose: 'referral.send',
          categories: ['need'],
          notAfter: now + HOUR,
          withdrawnAt: null,
          ...change.grant,
        };
        const agreement: Agreement = {
          id: id('d2', n),
          parties: [from, to],
          purposes: [grant.purpose === 'legal.claim' ? 'legal.claim' : 'referral.send'],
          categories: ['need'],
          startsAt: now - 2 * HOUR,
          endsAt: now + 2 * HOUR,
          state: 'live',
          ...change.agreement,
        };
        stage.grants.push(grant);
        stage.agreements.push(agreement);
        return {
          fault,
          id: id('d3', n),
          from,
          to,
          grant: grant.id,
          agreement: agreement.id,
          purpose: 'referral.send',
          categories: ['need'],
          ...change.packet,
        };
      });
  stage.packets.push(
    ...cross(ORG.far, ORG.home),
    ...cross(ORG.home, ORG.far),
    ...cross(ORG.third, ORG.far, 1),
  );
  stage.sendable.push(...cross(ORG.home, ORG.far), ...cross(ORG.far, ORG.home));
  return stage;
}
