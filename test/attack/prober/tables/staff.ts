/** Accounts and their shifts, and the register: rows of an organisation, judged by the purpose of the act alone where it is said. */
import type { Table } from '../table.ts';
import type { TableMaker } from './making.ts';

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

export function staffTables({ nobody, plain }: TableMaker): Table[] {
  return [
    ...STAFF.map((name) =>
      plain(`staff.${name}`, 'app_staff', { purpose: SIGN_IN, held: SIGN_IN }),
    ),
    nobody('staff.attempt', { org: '', moves: { n: 2 } }),
    nobody('staff.refused_try', { org: '', moves: { n: 2 } }),
  ];
}

export function registerTables({ plain }: TableMaker): Table[] {
  return [
    plain('register.breakglass', 'app_register', { purpose: 'any' }),
    plain('register.export_canary', 'app_register', {
      purpose: ['export.recurring'],
      held: ['export.recurring'],
    }),
    plain('register.export_job', 'app_register', { held: ['export.recurring'] }),
    ...['hold', 'hold_proposal', 'request'].map((name) =>
      plain(`register.${name}`, 'app_register', { held: ['request.authority'] }),
    ),
  ];
}
