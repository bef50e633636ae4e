/** An alert as the house keeps it: one message of a line of messages, with its words in each language. Times are ms since 1970. */
import type { Certainty, Circle, Point, Response, Severity, Urgency } from './cap/index.ts';
import type { HazardCode } from './hazards.ts';

export const KINDS = ['alert', 'update', 'cancel'] as const;
export type Kind = (typeof KINDS)[number];
/** `exercise` is a drill and says so wherever it stands; `test` is shown to nobody outside the console. */
export const STATUSES = ['actual', 'exercise', 'test'] as const;
export type Status = (typeof STATUSES)[number];
/** Who wrote the words: an officer, a speaker who checked them, or a machine, which is never shown. */
export const TEXT_STATES = ['written', 'checked', 'machine'] as const;
export type TextState = (typeof TEXT_STATES)[number];

export type AlertText = {
  /** Code of a language of the pages. */
  lang: string;
  headline: string;
  description: string;
  instruction: string;
  state: TextState;
};

export type Shapes = { polygons: readonly (readonly Point[])[]; circles: readonly Circle[] };

/** What an officer decides. */
export type AlertContent = {
  status: Status;
  hazard: HazardCode;
  urgency: Urgency;
  severity: Severity;
  certainty: Certainty;
  responses: readonly Response[];
  /** Places of the gazetteer; none: the whole territory. */
  areas: readonly number[];
  shapes: Shapes;
  /** Public codes of services where to go, and needs whose services fit. */
  services: readonly string[];
  needs: readonly string[];
  /** The language in which it was written first. */
  sourceLang: string;
  texts: readonly AlertText[];
};

export type Alert = AlertContent & {
  id: string;
  org: string;
  /** Id of the first message of its line. */
  chain: string;
  /** The message that this one follows. */
  prior?: string;
  kind: Kind;
  issuedAt: number;
  effectiveAt: number;
  expiresAt: number;
};

export const NO_SHAPES: Shapes = { polygons: [], circles: [] };
export const HOUR = 3_600_000;
/** Longest life of an alert that is no drill, ms; an update prolongs it from its own time. */
export const LONGEST = 48 * HOUR;
/** Longest life of a drill or a test, ms. */
export const LONGEST_DRILL = 7 * 24 * HOUR;
/** How long an alert counts as issued just now: read out at once by a screen reader, ms. */
export const JUST_NOW = 10 * 60_000;

const SEVERITY_ORDER: readonly Severity[] = ['Extreme', 'Severe', 'Moderate', 'Unknown', 'Minor'];
const URGENCY_ORDER: readonly Urgency[] = ['Immediate', 'Expected', 'Future', 'Unknown', 'Past'];

type Ranked = Pick<Alert, 'id' | 'status' | 'severity' | 'urgency' | 'issuedAt'>;
/** What is true before drills, the worst first, then what is soonest, then the newest. */
export function byWeight(a: Ranked, b: Ranked): number {
  return (
    Number(a.status !== 'actual') - Number(b.status !== 'actual') ||
    SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
    URGENCY_ORDER.indexOf(a.urgency) - URGENCY_ORDER.indexOf(b.urgency) ||
    b.issuedAt - a.issuedAt ||
    (a.id < b.id ? -1 : 1)
  );
}

/** True for those that stand first and largest. */
export const isSevere = ({ severity }: Pick<Alert, 'severity'>): boolean =>
  severity === 'Extreme' || severity === 'Severe';

/**
 * The words to show to a reader of one language: hers, else English, else those it was written in. Machine drafts are
 * no words. Undefined when there are none at all.
 */
export function wordsFor(
  { texts, sourceLang }: Pick<Alert, 'texts' | 'sourceLang'>,
  lang: string,
): AlertText | undefined {
  const shown = texts.filter(({ state }) => state !== 'machine');
  const inLang = (code: string): AlertText | undefined => shown.find((text) => text.lang === code);
  return inLang(lang) ?? inLang('en') ?? inLang(sourceLang) ?? shown[0];
}
