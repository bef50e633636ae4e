/**
 * Every guarded table as chapter 20 of the design has it, said anew and without a look at the policies: whose its rows
 * are, who may do what there when every right is given, and the rows that the probes ask about.
 */
import { ORG, type Packet, POINT, type Stage, WHO } from './stage.ts';
import type { ProbeRow, Table } from './table.ts';
import { DESK, rowMaker } from './variants.ts';

const SIGN_IN = ['staff.manage', 'staff.sign_in'];
const STAFF = [
  'account',
  'assignment',
  'availability',
  'conduct_code',
  'conduct_signed',
  'conduct_text',
  'declaration',
  'device',
  'identity',
  'interpreter',
  'interpreter_booking',
  'interpreter_veto',
  'invitation',
  'member_key',
  'organisation_proposal',
  'passkey',
  'presence',
  'provider',
  'provider_proposal',
  'recovery_code',
  'role_grant',
  'role_key',
  'role_key_holder',
  'session',
  'shift',
  'training',
];
const FILES: Record<string, string[]> = {
  health: ['health.care'],
  survivor: ['survivor.support'],
  legal: ['legal.claim', 'legal.advice'],
  child: ['child.protect'],
  kin: ['kin.trace'],
  detention: ['detention.visit'],
};

/** All of them, with rows for this world. */
export function guardedTables(stage: Stage): Table[] {
  const { fresh, row, table, variants } = rowMaker();
  const home = (name: string, role: string, more: Partial<Table> = {}, kinds = {}): Table => {
    const t = table(name, {
      roles: { [role]: 'all' },
      moves: {
        org_id: ORG.far,
        ...(name.endsWith('.file') ? {} : { purpose_id: 'desk.screen' }),
        subject: WHO.gone,
        ...('point' in kinds ? { point_id: POINT.other } : {}),
      },
      ...more,
    });
    return { ...t, rows: variants(t, kinds), tries: variants(t, kinds, true) };
  };
  /** Rows that are of an organisation and of nobody. */
  const plain = (name: string, role: string, more: Partial<Table>): Table => {
    const t = table(name, {
      mortal: false,
      roles: { [role]: 'all' },
      moves: { org_id: ORG.far },
      ...more,
    });
    const [acted = '', ...others] = t.held;
    const made = (): ProbeRow[] => [
      ...[ORG.home, ORG.far, ORG.third].map((org) =>
        row(t, org === ORG.home ? 'ours' : 'theirs', { org, purpose: acted }),
      ),
      ...others.map((purpose) => row(t, `ours, for ${purpose}`, { org: ORG.home, purpose })),
    ];
    return { ...t, rows: made(), tries: made() };
  };

  const packet = table('referrals.packet', {
    shape: 'crossing',
    org: 'from_org',
    held: ['referral.send'],
    mortal: false,
    roles: { app_desk: 'all' },
    moves: {
      from_org: ORG.third,
      purpose_id: 'desk.visit',
      grant_id: stage.grants.find(({ from, subject }) => from === ORG.home && subject === WHO.gone)
        ?.id,
    },
  });
  const packets = (list: readonly Packet[]): ProbeRow[] =>
    list.map((one) =>
      row(
        packet,
        one.fault || 'nothing wrong',
        { id: one.id, org: one.from, to: one.to, purpose: one.purpose, packet: one },
        {
          packet_id: one.id,
          to_org: one.to,
          grant_id: one.grant,
          agreement_id: one.agreement,
          categories: one.categories,
        },
      ),
    );
  packet.rows.push(...packets(stage.packets));
  packet.tries.push(...packets(stage.sendable));

  const record = home('consent.record', 'app_desk', {
    org: 'from_org',
    held: ['referral.send', 'desk.visit', 'legal.advice'],
    roles: { app_consent: 'all', app_desk: 'all' },
    moves: { from_org: ORG.far, purpose_id: 'desk.visit', subject: WHO.gone },
  });
  for (const grant of stage.grants)
    record.rows.push(
      row(
        record,
        'a grant',
        { id: grant.id, org: grant.from, subject: grant.subject, purpose: grant.purpose },
        {
          grant_id: grant.id,
          to_org: grant.to,
          categories: grant.categories,
          not_after: new Date(grant.notAfter),
          withdrawn_at: grant.withdrawnAt && new Date(grant.withdrawnAt),
          withdrawn_how: grant.withdrawnAt && 'worker',
        },
      ),
    );
  for (const one of [...record.rows, ...record.tries]) one.columns.grant_id ??= one.key = fresh();

  const agreement = table('consent.agreement', {
    shape: 'party',
    org: '',
    purpose: 'any',
    held: ['agreement.manage'],
    mortal: false,
    roles: { app_consent: 'all', app_desk: 'select' },
    moves: { party_a: ORG.third },
  });
  const agreed = (parties: readonly [string, string], facts: object = {}, id = fresh()): ProbeRow =>
    row(
      agreement,
      `between ${parties.join(' and ')}`,
      { id, parties },
      {
        agreement_id: id,
        party_a: parties[0],
        party_b: parties[1],
        purposes: ['referral.send'],
        categories: ['need'],
        starts_at: '2026-01-01T00:00:00Z',
        ends_at: '2100-01-01T00:00:00Z',
        state: 'live',
        ...facts,
      },
    );
  agreement.rows.push(
    ...stage.agreements.map((one) =>
      agreed(
        one.parties,
        {
          purposes: one.purposes,
          categories: one.categories,
          starts_at: new Date(one.startsAt),
          ends_at: new Date(one.endsAt),
          state: one.state,
        },
        one.id,
      ),
    ),
  );
  for (const parties of [
    [ORG.home, ORG.third],
    [ORG.third, ORG.home],
    [ORG.far, ORG.third],
  ] as const) {
    agreement.rows.push(agreed(parties));
    agreement.tries.push(agreed(parties));
  }

  const erasing = table('consent.erasing', {
    shape: 'erasing',
    purpose: 'any',
    mortal: false,
    roles: { app_consent: 'all' },
    moves: { org_id: ORG.third, subject: WHO.other },
  });
  erasing.rows.push(
    ...stage.erasing.map(({ org, subject }) => row(erasing, 'going', { org, subject })),
  );
  for (const [org, who] of [
    [ORG.home, WHO.her],
    [ORG.home, WHO.other],
    [ORG.third, WHO.her],
    [ORG.far, WHO.far],
  ] as const)
    erasing.tries.push(row(erasing, 'asks', { org, subject: who }));

  const notice = table('consent.withdrawal_notice', {
    shape: 'told',
    org: 'to_org',
    purpose: 'any',
    mortal: false,
    roles: { app_consent: 'all', app_desk: 'select' },
    moves: { to_org: ORG.third },
  });
  for (const list of [notice.rows, notice.tries])
    for (const org of [ORG.home, ORG.far]) list.push(row(notice, 'told', { org, to: org }));

  const nobody = (name: string, more: Partial<Table> = {}): Table => {
    const t = table(name, { shape: 'nobody', mortal: false, roles: {}, backup: false, ...more });
    const one = (): ProbeRow[] => [
      row(t, 'there', more.org === '' ? {} : { org: ORG.home, purpose: 'desk.visit' }),
    ];
    return { ...t, rows: one(), tries: one() };
  };
  const events = home(
    'casework.event',
    'app_desk',
    {
      roles: { app_desk: 'all', app_child: 'select', app_survivor: 'select' },
      compartments: {
        app_desk: { sees: 'general', writesAny: true },
        app_child: { sees: 'child' },
        app_survivor: { sees: 'survivor' },
      },
      moves: {
        org_id: ORG.far,
        purpose_id: 'desk.screen',
        subject: WHO.gone,
        point_id: POINT.other,
        compartment: 'child',
      },
    },
    { point: true, nobody: true },
  );
  /** What devices bring: of an organisation and a point, of nobody by name. */
  const synced = (name: string, point: boolean, definer: boolean): Table => {
    const t = plain(name, 'app_desk', {
      held: DESK,
      definer,
      moves: {
        org_id: ORG.far,
        purpose_id: 'desk.screen',
        ...(point ? { point_id: POINT.other } : {}),
      },
    });
    if (point)
      for (const list of [t.rows, t.tries]) {
        for (const one of list) one.point = one.columns['point_id'] = POINT.mine;
        list.push(
          row(t, 'ours, at another point', {
            org: ORG.home,
            purpose: 'desk.visit',
            point: POINT.other,
          }),
        );
      }
    return t;
  };
  return [
    home('casework.person', 'app_desk', { moves: { org_id: ORG.far, purpose_id: 'desk.screen' } }),
    home('casework.handle', 'app_desk'),
    events,
    // The rows of events are the partition's: nobody has a way to it but through its table.
    {
      ...nobody('casework.event_rest', { definer: false }),
      rows: events.rows.slice(0, 1),
      tries: events.tries.slice(0, 1),
    },
    home('casework.correction', 'app_desk'),
    home(
      'casework.pathway',
      'app_child',
      {
        roles: { app_child: 'all', app_survivor: 'all' },
        compartments: { app_child: { sees: 'child' }, app_survivor: { sees: 'survivor' } },
        moves: {
          org_id: ORG.far,
          purpose_id: 'desk.screen',
          subject: WHO.gone,
          compartment: 'survivor',
        },
      },
      { nobody: true },
    ),
    synced('casework.space_override', true, true),
    // A path's own rows are for its purpose alone, as its files are.
    ...[
      'child.step',
      'child.alarm',
      'child.guardianship',
      'child.release',
      'survivor.step',
      'survivor.alarm',
    ].map((name) => {
      const room = name.split('.')[0] ?? '';
      const moves = { org_id: ORG.far, subject: WHO.gone };
      return home(name, `app_${room}`, { held: FILES[room] ?? [], moves }, { nobody: true });
    }),
    synced('sync.op', true, false),
    synced('sync.held', true, false),
    synced('sync.device_report', true, true),
    synced('sync.session_key', false, false),
    ...['name', 'contact', 'blind'].map((name) => home(`ident.${name}`, 'app_ident')),
    packet,
    home('referrals.packet_origin', 'app_desk', {
      held: ['referral.send', 'desk.visit', 'legal.advice'],
      moves: { org_id: ORG.far, purpose_id: 'desk.visit', subject: WHO.gone },
    }),
    record,
    agreement,
    plain('consent.agreement_warning', 'app_consent', {
      held: ['agreement.manage', 'desk.visit'],
      moves: { org_id: ORG.far, purpose_id: 'desk.visit' },
    }),
    erasing,
    notice,
    ...Object.entries(FILES).map(([room, held]) =>
      home(`${room}.file`, `app_${room}`, { held }, { nobody: true }),
    ),
    plain('register.breakglass', 'app_register', { purpose: 'any' }),
    plain('register.export_canary', 'app_register', {
      purpose: ['export.recurring'],
      held: ['export.recurring'],
    }),
    plain('register.export_job', 'app_register', { held: ['export.recurring'] }),
    ...['hold', 'hold_proposal', 'request'].map((name) =>
      plain(`register.${name}`, 'app_register', { held: ['request.authority'] }),
    ),
    ...STAFF.map((name) =>
      plain(`staff.${name}`, 'app_staff', { purpose: SIGN_IN, held: SIGN_IN }),
    ),
    nobody('staff.attempt', { org: '', moves: { n: 2 } }),
  ];
}
