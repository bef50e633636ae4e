/** Rows of the database as the shapes of `card.ts`. */
import type { Card, CardMedium, CardSource, WithdrawnWhy } from './card.ts';
import type { Recording } from './recordings.ts';

export type CardRow = {
  code: number;
  territory: string;
  place: number | null;
  topic: Card['topic'];
  kind: Card['kind'];
  safety: boolean;
  essential: boolean;
  ownerOrg: string;
  ownerRole: string;
  publisher: string;
  sourceLang: string;
  sources: CardSource[];
  confirmedBy: string | null;
  confirmedOn: string | null;
  checkedOn: string;
  reviewBy: string;
  expiresOn: string | null;
  needs: string[];
  services: string[];
  pictogram: string | null;
  withdrawnAt: string | null;
  withdrawnWhy: WithdrawnWhy | null;
};

const PUBLIC_COLUMNS = `c.code, c.territory, c.place_id place, c.topic, c.kind, c.safety, c.essential, c.owner_role "ownerRole",
  c.publisher, c.source_lang "sourceLang", c.sources, c.confirmed_by "confirmedBy", c.confirmed_on "confirmedOn", c.checked_on "checkedOn",
  c.review_by "reviewBy", c.expires_on "expiresOn", c.needs, c.services, c.pictogram, to_jsonb(c.withdrawn_at) #>> '{}' "withdrawnAt",
  c.withdrawn_why "withdrawnWhy"`;

/** Columns of `guidance.card c` for {@link cardOf}. */
export const CARD_COLUMNS = `${PUBLIC_COLUMNS}, c.org_id "ownerOrg"`;
/** Columns of `guidance.pub_card c`: whose the card is stays inside. */
export const PUBLIC_CARD_COLUMNS = `${PUBLIC_COLUMNS}, '' "ownerOrg"`;

export function cardOf(row: CardRow): Card {
  return {
    code: row.code,
    territory: row.territory,
    ...(row.place === null ? {} : { place: row.place }),
    topic: row.topic,
    kind: row.kind,
    safety: row.safety,
    essential: row.essential,
    ownerOrg: row.ownerOrg,
    ownerRole: row.ownerRole,
    publisher: row.publisher,
    sourceLang: row.sourceLang,
    sources: row.sources,
    ...(row.confirmedBy === null || row.confirmedOn === null
      ? {}
      : { confirmedBy: row.confirmedBy, confirmedOn: row.confirmedOn }),
    checkedOn: row.checkedOn,
    reviewBy: row.reviewBy,
    ...(row.expiresOn === null ? {} : { expiresOn: row.expiresOn }),
    needs: row.needs,
    services: row.services,
    ...(row.pictogram === null ? {} : { pictogram: row.pictogram }),
    ...(row.withdrawnAt === null || row.withdrawnWhy === null
      ? {}
      : { withdrawn: { at: row.withdrawnAt, why: row.withdrawnWhy } }),
  };
}

export type MediumRow = {
  id: string;
  lang: string;
  meaning: number;
  kind: CardMedium['kind'];
  mime: string;
  bytes: number;
  seconds: number | null;
  synthetic: boolean;
  sha256: string;
};

const MEDIUM_FRONT = `id, lang, meaning, kind, mime, seconds, synthetic, encode(sha256, 'hex') sha256`;
/** Columns of `guidance.medium` for {@link mediumOf}. */
export const MEDIUM_COLUMNS = `${MEDIUM_FRONT}, length(content) bytes`;
/** Columns of `guidance.pub_medium`. */
export const PUBLIC_MEDIUM_COLUMNS = `${MEDIUM_FRONT}, bytes`;

export function mediumOf(row: MediumRow): CardMedium {
  return {
    id: row.id,
    kind: row.kind,
    mime: row.mime,
    bytes: row.bytes,
    ...(row.seconds === null ? {} : { seconds: row.seconds }),
    synthetic: row.synthetic,
    sha256: row.sha256,
  };
}

/** Columns of `guidance.medium` for {@link recordingOf}. */
export const RECORDING_COLUMNS = `${MEDIUM_COLUMNS}, revision, spoken, worker_id "by", to_jsonb(at) #>> '{}' as at,
  emptied_at is not null emptied`;
export type RecordingRow = MediumRow & {
  revision: number;
  spoken: Record<string, string>;
  by: string | null;
  at: string;
  emptied: boolean;
};

export function recordingOf(row: RecordingRow): Recording {
  const { lang, revision, spoken, by, at, emptied } = row;
  return { ...mediumOf(row), lang, revision, spoken, at, emptied, ...(by === null ? {} : { by }) };
}

/** Leaves out what is null, so that optional fields are absent. */
export function present<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
}
