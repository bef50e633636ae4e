/**
 * Who writes what everybody may read, as chapter 10 of the design has it and without a look at the policies: an organisation's
 * editors add and change its own rows and read everybody's; nobody takes away; what is sealed or half imported is its own alone.
 */
import { ORG } from './stage.ts';

export type Verb = 'select' | 'insert' | 'update' | 'delete';
/** Of which organisation a row is before and after. */
export type Change = { before?: string; after?: string };

export type EditingTable = {
  name: string;
  owner: string;
  /** The column that says whose row it is, and what it says for an organisation. */
  key: string;
  of(org: string): string;
  /** Further columns that policies look at. */
  more(org: string): Record<string, string>;
  /** Whose rows editors may read, add, change and take away. */
  editors: Readonly<Record<Verb, 'all' | 'own' | 'none'>>;
  /** What jobs may do. */
  jobs(verb: Verb, change: Change): boolean;
  /** Whether jobs may lock a row that they may not change. */
  jobsLock: boolean;
  /** Owners of functions that read there. */
  readers: readonly string[];
};

/** Who asks: a login role in the name of an organisation, or an owner. */
export type EditingAsker = { role: string; org: string };
export const EDITING_ASKERS: readonly EditingAsker[] = [
  { role: 'app_editor', org: ORG.home },
  { role: 'app_editor', org: ORG.far },
  { role: 'app_editor', org: '' },
  { role: 'app_jobs', org: ORG.home },
  { role: 'own_directory', org: '' },
  { role: 'own_guidance', org: '' },
  { role: 'own_fw', org: ORG.home },
  // Somebody who works with people has nothing to write there.
  { role: 'app_desk', org: ORG.home },
];

const DIRECTORY = [
  'accessibility',
  'address',
  'attribute',
  'contact',
  'cost_option',
  'fact',
  'field_text',
  'funding',
  'language',
  'listing_hold',
  'location',
  'organization',
  'organization_identifier',
  'phone',
  'place_rule',
  'point',
  'program',
  'required_document',
  'schedule',
  'service',
  'service_area',
  'service_at_location',
  'service_capacity',
  'service_need',
  'source',
  'space_agreement',
  'taxonomy',
  'taxonomy_term',
  'unit',
  'url',
];
/** What the desk's rules look up: where a point is, and which spaces were agreed there. */
const READ_BY_DESK = ['location', 'point', 'space_agreement'];

const named = (kind: string, org: string): string => org.replace(/^.{8}/, kind.padStart(8, '0'));
const sourceOf = (org: string): string => named('f1', org);
const batchOf = (org: string): string => named('f2', org);

const never = (): boolean => false;
const always = (): boolean => true;

/** Read and written by its organisation alone. */
const OWN: Omit<EditingTable, 'name'> = {
  owner: 'own_directory',
  key: 'org_id',
  of: (org) => org,
  more: () => ({}),
  editors: { select: 'own', insert: 'own', update: 'own', delete: 'own' },
  jobs: never,
  jobsLock: false,
  readers: [],
};
/** Read by every editor, added to and changed by its organisation's. */
const SHARED = {
  ...OWN,
  editors: { select: 'all', insert: 'own', update: 'own', delete: 'none' },
} as const;

const DIRECTORY_TABLES: readonly EditingTable[] = [
  ...DIRECTORY.map(
    (name): EditingTable => ({
      ...SHARED,
      name: `directory.${name}`,
      more: name === 'source' ? (org) => ({ id: sourceOf(org) }) : OWN.more,
      jobs: always,
      readers: READ_BY_DESK.includes(name) ? ['own_fw'] : [],
    }),
  ),
  {
    ...OWN,
    name: 'directory.import_batch',
    key: 'source_id',
    of: sourceOf,
    more: (org) => ({ id: batchOf(org) }),
  },
  { ...OWN, name: 'directory.source_record', key: 'source_id', of: sourceOf },
  { ...OWN, name: 'directory.import_row', key: 'batch_id', of: batchOf },
  { ...OWN, name: 'directory_sealed.import_stage' },
  { ...OWN, name: 'directory_sealed.place_exact' },
];

const cardOf = (org: string): string => (org === ORG.home ? '101' : '102');
const GUIDANCE = { ...SHARED, owner: 'own_guidance', jobs: (verb: Verb) => verb === 'select' };
/** Whose it is says the card that it belongs to. */
const OF_CARD = { ...GUIDANCE, key: 'card', of: cardOf };
const UNCHANGED = { ...OF_CARD.editors, update: 'none' } as const;

const GUIDANCE_TABLES: readonly EditingTable[] = [
  // Jobs lock a card while they publish it anew, and change nothing of it.
  {
    ...GUIDANCE,
    name: 'guidance.card',
    more: (org) => ({ code: cardOf(org) }),
    jobsLock: true,
  },
  { ...GUIDANCE, name: 'guidance.rumour' },
  { ...OF_CARD, name: 'guidance.revision', editors: UNCHANGED },
  { ...OF_CARD, name: 'guidance.mark', editors: UNCHANGED },
  { ...OF_CARD, name: 'guidance.medium' },
  { ...OF_CARD, name: 'guidance.hearing', editors: UNCHANGED },
  { ...OF_CARD, name: 'guidance.publication', jobs: (verb) => verb !== 'delete' },
  {
    ...OF_CARD,
    name: 'guidance.change',
    editors: { ...UNCHANGED, insert: 'all' },
    jobs: (verb) => verb === 'select' || verb === 'insert',
  },
  {
    ...OF_CARD,
    name: 'guidance.suggestion',
    // What readers say comes by a function; after ninety days jobs forget it.
    more: (org) => ({ day: org === ORG.home ? '2026-01-01' : '2100-01-01' }),
    editors: { ...OF_CARD.editors, insert: 'none' },
    jobs: (verb, { before }) => verb === 'select' || (verb === 'delete' && before === ORG.home),
  },
  {
    ...OF_CARD,
    name: 'guidance.todo',
    editors: { ...OWN.editors, select: 'all' },
    jobs: always,
  },
  { ...GUIDANCE, name: 'guidance.kit', more: (org) => ({ code: cardOf(org) }) },
  { ...GUIDANCE, name: 'guidance.info_point' },
  { ...GUIDANCE, name: 'guidance.route' },
  // What sessions counted comes by a function, and nobody changes it.
  {
    ...GUIDANCE,
    name: 'guidance.kit_report',
    key: 'kit',
    of: cardOf,
    editors: { ...UNCHANGED, insert: 'none' },
  },
];

export const EDITING_TABLES: readonly EditingTable[] = [...DIRECTORY_TABLES, ...GUIDANCE_TABLES];

/** Whether a row may be read, changed or taken away, and what it becomes may stand. */
export function mayEdit(
  table: EditingTable,
  { role, org }: EditingAsker,
  verb: Verb,
  change: Change,
): boolean {
  if (role === table.owner) return true;
  if (role === 'app_jobs') return table.jobs(verb, change);
  if (table.readers.includes(role)) return verb === 'select';
  if (role !== 'app_editor' || table.editors[verb] === 'none') return false;
  return (
    table.editors[verb] === 'all' ||
    [change.before, change.after].every((whose) => whose === undefined || whose === org)
  );
}

/** Whether a row may be locked against others. */
export const mayLock = (table: EditingTable, asker: EditingAsker, before: string): boolean =>
  mayEdit(table, asker, 'select', { before }) &&
  (mayEdit(table, asker, 'update', { before, after: before }) ||
    (asker.role === 'app_jobs' && table.jobsLock));
