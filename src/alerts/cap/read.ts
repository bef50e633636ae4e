/** Reads an alert of CAP 1.2. Every element of the standard, in its order, and nothing else. Pure. */
import {
  CAP_NAMESPACE,
  type CapAlert,
  type CapFault,
  CapRefusal,
  CATEGORIES,
  CERTAINTIES,
  MESSAGE_TYPES,
  RESPONSES,
  SCOPES,
  SEVERITIES,
  SIGNATURE_NAMESPACE,
  STATUSES,
  URGENCIES,
} from './alert.ts';
import { faultsOfMeaning } from './meaning.ts';
import { readXml, type XmlElement } from './read-xml.ts';
import {
  anyText,
  bare,
  circle,
  decimal,
  filled,
  integer,
  type Kind,
  language,
  link,
  oneOf,
  polygon,
  references,
  time,
  trimmed,
} from './values.ts';

/** Faults told at once; more would not be read. */
const MOST_FAULTS = 20;
const INSTANCE_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';

type Part = { min: 0 | 1; many?: true; kind: Kind<unknown> | Parts };
type Parts = { readonly [name: string]: Part };

const must = (kind: Part['kind']): Part => ({ min: 1, kind });
const may = (kind: Part['kind']): Part => ({ min: 0, kind });
const any = (kind: Part['kind']): Part => ({ min: 0, many: true, kind });
const some = (kind: Part['kind']): Part => ({ min: 1, many: true, kind });

const NAMED: Parts = { valueName: must(filled), value: must(anyText) };
const RESOURCE: Parts = {
  resourceDesc: must(filled),
  mimeType: must(filled),
  size: may(integer),
  uri: may(link),
  derefUri: may(anyText),
  digest: may(anyText),
};
const AREA: Parts = {
  areaDesc: must(filled),
  polygon: any(polygon),
  circle: any(circle),
  geocode: any(NAMED),
  altitude: may(decimal),
  ceiling: may(decimal),
};
const INFO: Parts = {
  language: may(language),
  category: some(oneOf(CATEGORIES)),
  event: must(filled),
  responseType: any(oneOf(RESPONSES)),
  urgency: must(oneOf(URGENCIES)),
  severity: must(oneOf(SEVERITIES)),
  certainty: must(oneOf(CERTAINTIES)),
  audience: may(anyText),
  eventCode: any(NAMED),
  effective: may(time),
  onset: may(time),
  expires: may(time),
  senderName: may(anyText),
  headline: may(anyText),
  description: may(anyText),
  instruction: may(anyText),
  web: may(link),
  contact: may(anyText),
  parameter: any(NAMED),
  resource: any(RESOURCE),
  area: any(AREA),
};
/** The elements of an alert in the order of the schema; `write.ts` follows it too. */
export const ALERT: Parts = {
  identifier: must(bare),
  sender: must(bare),
  sent: must(time),
  status: must(oneOf(STATUSES)),
  msgType: must(oneOf(MESSAGE_TYPES)),
  source: may(anyText),
  scope: must(oneOf(SCOPES)),
  restriction: may(anyText),
  addresses: may(anyText),
  code: any(anyText),
  note: may(anyText),
  references: may(references),
  incidents: may(anyText),
  info: any(INFO),
};
export type { Parts };

/**
 * An alert from its text; a signature in it is let through, `checkSignature` looks at it.
 * @throws CapRefusal that names each element that is not as expected.
 */
export function readCap(text: string): CapAlert {
  const root = readXml(text);
  if (root.name !== 'alert' || root.namespace !== CAP_NAMESPACE)
    throw new CapRefusal([
      {
        at: 'document',
        expected: `the element alert of ${CAP_NAMESPACE}`,
        found: `${root.name} of ${root.namespace || 'no namespace'}`.slice(0, 120),
        line: root.line,
      },
    ]);
  const faults: CapFault[] = [];
  const found = partsOf(root, ALERT, 'alert', faults);
  if (faults.length === 0) {
    const alert = alertOf(found);
    faults.push(...faultsOfMeaning(alert));
    if (faults.length === 0) return alert;
  }
  throw new CapRefusal(faults.slice(0, MOST_FAULTS));
}

type Found = Record<string, unknown[]>;

/** What stands inside an element, by name; what is wrong goes to `faults`. */
function partsOf(element: XmlElement, parts: Parts, at: string, faults: CapFault[]): Found {
  const names = Object.keys(parts);
  const found: Found = Object.fromEntries(names.map((name) => [name, []]));
  const fault = (one: XmlElement, where: string, expected: string, was?: string): void => {
    faults.push({
      at: where,
      expected,
      ...(was === undefined ? {} : { found: was.slice(0, 80) }),
      line: one.line,
      column: one.column,
    });
  };
  refuseAttributes(element, at, fault);
  const between = trimmed(element.text);
  if (between !== '') fault(element, at, 'elements only, no text between them', between);
  let reached = 0;
  let signed = false;
  for (const child of element.children) {
    if (faults.length >= MOST_FAULTS) break;
    if (parts === ALERT && child.namespace === SIGNATURE_NAMESPACE) {
      signed = true;
      continue;
    }
    const place = names.indexOf(child.name);
    const part = parts[child.name];
    if (!part || place < 0 || child.namespace !== CAP_NAMESPACE) {
      fault(child, at, `one of its elements (${names.join(', ')})`, child.name);
      continue;
    }
    const list = found[child.name] as unknown[];
    const where = `${at}/${child.name}${part.many ? `[${list.length + 1}]` : ''}`;
    if (place < reached || signed) fault(child, where, `the order ${names.join(', ')}`);
    else if (!part.many && list.length) fault(child, where, 'this element only once');
    reached = Math.max(reached, place);
    list.push(valueOf(child, part.kind, where, faults, fault));
  }
  for (const [name, { min }] of Object.entries(parts))
    if (min > 0 && (found[name]?.length ?? 0) === 0 && faults.length < MOST_FAULTS)
      fault(element, `${at}/${name}`, 'this element, which must be there');
  return found;
}

type Tell = (one: XmlElement, where: string, expected: string, was?: string) => void;

function valueOf(
  child: XmlElement,
  kind: Part['kind'],
  where: string,
  faults: CapFault[],
  fault: Tell,
): unknown {
  if (!isKind(kind)) return partsOf(child, kind, where, faults);
  refuseAttributes(child, where, fault);
  if (child.children.length) {
    fault(child, where, 'text without elements inside', child.children[0]?.name);
    return undefined;
  }
  const value = kind.read(child.text);
  if (value === undefined) fault(child, where, kind.expected, child.text.trim());
  return value;
}

const isKind = (kind: Part['kind']): kind is Kind<unknown> => typeof kind['read'] === 'function';

/** Namespaces may be declared and a schema pointed to; nothing else stands in attributes of CAP. */
function refuseAttributes(element: XmlElement, at: string, fault: Tell): void {
  const other = element.attributes.find(
    ({ name, namespace }) =>
      namespace !== 'xmlns' &&
      !(namespace === INSTANCE_NAMESPACE && /^(schemaL|noNamespaceSchemaL)ocation$/.test(name)),
  );
  if (other) fault(element, at, 'no attributes', other.name);
}

/** One of each name that stands once; lists stay lists. Everything was checked before. */
function plain(found: Found, parts: Parts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, { many, kind }]) => {
      const list = (found[name] ?? []).map((value) =>
        isKind(kind) ? value : plain(value as Found, kind),
      );
      if (many) return [[name, list]];
      return list.length ? [[name, list[0]]] : [];
    }),
  );
}

function alertOf(found: Found): CapAlert {
  const alert = plain(found, ALERT) as unknown as Omit<CapAlert, 'references'> & {
    references?: CapAlert['references'];
  };
  return { ...alert, references: alert.references ?? [] };
}
