/**
 * An alert in the Common Alerting Protocol 1.2 (OASIS Standard, 1 July 2010): the shape that `readCap` gives and
 * `writeCap` takes. Names are those of the standard; times are its texts (`2026-11-22T14:05:00+01:00`).
 */

export const CAP_NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2';
export const SIGNATURE_NAMESPACE = 'http://www.w3.org/2000/09/xmldsig#';
/** Registered media type (CAP 1.2 has `application/cap+xml`). */
export const CAP_TYPE = 'application/cap+xml';

export const STATUSES = ['Actual', 'Exercise', 'System', 'Test', 'Draft'] as const;
export const MESSAGE_TYPES = ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] as const;
export const SCOPES = ['Public', 'Restricted', 'Private'] as const;
export const CATEGORIES = [
  'Geo',
  'Met',
  'Safety',
  'Security',
  'Rescue',
  'Fire',
  'Health',
  'Env',
  'Transport',
  'Infra',
  'CBRNE',
  'Other',
] as const;
export const RESPONSES = [
  'Shelter',
  'Evacuate',
  'Prepare',
  'Execute',
  'Avoid',
  'Monitor',
  'Assess',
  'AllClear',
  'None',
] as const;
export const URGENCIES = ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] as const;
export const SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const;
export const CERTAINTIES = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] as const;

export type Status = (typeof STATUSES)[number];
export type MessageType = (typeof MESSAGE_TYPES)[number];
export type Scope = (typeof SCOPES)[number];
export type Category = (typeof CATEGORIES)[number];
export type Response = (typeof RESPONSES)[number];
export type Urgency = (typeof URGENCIES)[number];
export type Severity = (typeof SEVERITIES)[number];
export type Certainty = (typeof CERTAINTIES)[number];

export type Named = { valueName: string; value: string };
/** Degrees, WGS 84. */
export type Point = { lat: number; lon: number };
/** Radius in kilometres. */
export type Circle = Point & { radius: number };

export type CapArea = {
  areaDesc: string;
  /** Each closed: the last point is the first. */
  polygon: readonly (readonly Point[])[];
  circle: readonly Circle[];
  geocode: readonly Named[];
  /** Feet above mean sea level. */
  altitude?: number;
  ceiling?: number;
};

/** A file about the alert. Only its address is ever shown; nothing fetches or unpacks it. */
export type CapResource = {
  resourceDesc: string;
  mimeType: string;
  size?: number;
  uri?: string;
  derefUri?: string;
  digest?: string;
};

export type CapInfo = {
  /** BCP 47; the standard reads a missing one as `en-US`. */
  language?: string;
  category: readonly Category[];
  event: string;
  responseType: readonly Response[];
  urgency: Urgency;
  severity: Severity;
  certainty: Certainty;
  audience?: string;
  eventCode: readonly Named[];
  effective?: string;
  onset?: string;
  expires?: string;
  senderName?: string;
  headline?: string;
  description?: string;
  instruction?: string;
  web?: string;
  contact?: string;
  parameter: readonly Named[];
  resource: readonly CapResource[];
  area: readonly CapArea[];
};

/** An earlier message that this one is about. */
export type Reference = { sender: string; identifier: string; sent: string };

export type CapAlert = {
  identifier: string;
  sender: string;
  sent: string;
  status: Status;
  msgType: MessageType;
  source?: string;
  scope: Scope;
  restriction?: string;
  addresses?: string;
  code: readonly string[];
  note?: string;
  references: readonly Reference[];
  incidents?: string;
  info: readonly CapInfo[];
};

/** One thing that is not as the standard has it. */
export type CapFault = {
  /** Path of the element: `alert/info[2]/urgency`. */
  at: string;
  expected: string;
  /** What stood there, cut short. */
  found?: string;
  line?: number;
  column?: number;
};

/** The only thing that reading or writing an alert throws: what is wrong, where, and what was expected. */
export class CapRefusal extends Error {
  readonly faults: readonly CapFault[];

  constructor(faults: readonly CapFault[]) {
    super(faults.map(faultText).join('\n'));
    this.name = 'CapRefusal';
    this.faults = faults;
  }
}

/** `alert/info[1]/urgency (line 14): expected one of Immediate, …; found "Soon"`. */
export function faultText({ at, expected, found, line }: CapFault): string {
  return `${at}${line === undefined ? '' : ` (line ${line})`}: expected ${expected}${found === undefined ? '' : `; found ${JSON.stringify(found)}`}`;
}
