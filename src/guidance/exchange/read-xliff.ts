/** XLIFF 2.0, 2.1 and 1.2 as cards with translations; whatever a translation tool split is put together again. Pure. */
import { CapRefusal } from '../../alerts/cap/alert.ts';
import { readXml, type XmlElement } from '../../alerts/cap/read-xml.ts';
import {
  type CardIn,
  EXCHANGED,
  ExchangeRefusal,
  type Fault,
  type FileIn,
  MOST_CARDS,
  type State,
  STATES,
} from './exchange.ts';
import { CORE, readOrigin } from './write-xliff.ts';

const OLDER = 'urn:oasis:names:tc:xliff:document:1.2';
/** UTF-16 units, depth, elements, attributes: tools add metadata of their own. */
export const LIMITS = { size: 6_000_000, depth: 16, elements: 120_000, attributes: 32 };

/** @throws ExchangeRefusal that says in which line what was expected */
export function readXliff(text: string): FileIn {
  const root = tree(text);
  const version = attribute(root, 'version');
  if (root.name !== 'xliff' || (root.namespace !== CORE && root.namespace !== OLDER))
    throw refusal(root, 'document', 'an xliff element of XLIFF 2.1 or 1.2', root.name);
  const isNew = root.namespace === CORE;
  if (!(isNew ? ['2.0', '2.1'] : ['1.2']).includes(version))
    throw refusal(root, 'xliff/@version', isNew ? '2.0 or 2.1' : '1.2', version);
  const files = below(root, 'file');
  const [first] = files;
  if (!first) throw refusal(root, 'xliff', 'a file element for each card');
  if (files.length > MOST_CARDS)
    throw refusal(root, 'xliff', `at most ${MOST_CARDS} cards`, String(files.length));
  const [from, to] = isNew
    ? [languageOf(root, 'srcLang'), languageOf(root, 'trgLang')]
    : [languageOf(first, 'source-language'), languageOf(first, 'target-language')];
  return {
    from,
    to,
    cards: files.map((file) => {
      if (
        !isNew &&
        (languageOf(file, 'source-language') !== from || languageOf(file, 'target-language') !== to)
      )
        throw refusal(file, 'file/@target-language', 'one pair of languages in all of the file');
      return cardOf(file, isNew);
    }),
  };
}

function tree(text: string): XmlElement {
  try {
    return readXml(text, LIMITS);
  } catch (error) {
    if (error instanceof CapRefusal) throw new ExchangeRefusal(error.faults);
    throw error;
  }
}

function cardOf(file: XmlElement, isNew: boolean): CardIn {
  const original = attribute(file, 'original');
  const origin = readOrigin(original);
  if (!origin)
    throw refusal(
      file,
      'file/@original',
      'what the export wrote there (wayhouse:card=…;revision=…;meaning=…;translation=…)',
      original,
    );
  const fields = unitsIn(file, isNew ? 'unit' : 'trans-unit').map((unit) => {
    const name = [attribute(unit, 'id'), attribute(unit, 'name'), attribute(unit, 'resname')];
    const field = EXCHANGED.find((one) => name.includes(one));
    if (!field) throw refusal(unit, 'unit/@id', `one of ${EXCHANGED.join(', ')}`, name[0]);
    return { field, ...(isNew ? newUnit(unit) : olderUnit(unit)), line: unit.line };
  });
  const twice = fields.find(({ field }, at) => fields.findIndex((one) => one.field === field) < at);
  if (twice)
    throw refusal({ line: twice.line }, 'unit/@id', 'each field of a card once', twice.field);
  return { ...origin, line: file.line, fields };
}

/** Units at any depth of groups. */
const unitsIn = (element: XmlElement, name: string): XmlElement[] =>
  element.children.flatMap((child) => {
    if (child.namespace !== element.namespace) return [];
    if (child.name === name) return [child];
    return child.name === 'group' || child.name === 'body' ? unitsIn(child, name) : [];
  });

type Read = { source: string; target: string; state: State };

/** Segments in their order; what stands between them has the source's text where it has no target. */
function newUnit(unit: XmlElement): Read {
  const data = new Map(
    below(unit, 'originalData').flatMap((all) =>
      below(all, 'data').map((one): [string, string] => [attribute(one, 'id'), one.text]),
    ),
  );
  const parts = unit.children.filter(
    ({ name, namespace }) => namespace === CORE && (name === 'segment' || name === 'ignorable'),
  );
  const read = parts.map((part, at) => {
    const [source, target] = [below(part, 'source')[0], below(part, 'target')[0]];
    if (!source) throw refusal(part, part.name, 'a source element');
    const said = attribute(part, 'state') || 'initial';
    const state = STATES.find((one) => one === said);
    if (!state) throw refusal(part, 'segment/@state', `one of ${STATES.join(', ')}`, said);
    const order = Number(target ? attribute(target, 'order') || at + 1 : at + 1);
    const from = textIn(source, data);
    return {
      isText: part.name === 'segment',
      state,
      order,
      source: from,
      target: target ? textIn(target, data) : part.name === 'ignorable' ? from : undefined,
    };
  });
  const segments = read.filter(({ isText }) => isText);
  if (segments.length === 0) throw refusal(unit, 'unit', 'a segment');
  const done = segments.filter(({ target }) => target !== undefined && target.trim() !== '');
  if (done.length > 0 && done.length < segments.length)
    throw refusal(
      unit,
      'unit',
      'a translation of every segment of the unit, or of none',
      `${done.length} of ${segments.length}`,
    );
  return {
    source: read.map(({ source }) => source).join(''),
    target: done.length
      ? read
          .toSorted((a, b) => a.order - b.order)
          .map(({ target = '' }) => target)
          .join('')
      : '',
    state: STATES.find((state) => segments.some((one) => one.state === state)) ?? 'initial',
  };
}

/** States of XLIFF 1.2 (section 2.5) that say that the translator is done. */
const OLDER_STATES: Readonly<Record<string, State>> = {
  translated: 'translated',
  'needs-review-translation': 'translated',
  'needs-review-l10n': 'translated',
  'needs-review-adaptation': 'translated',
  'signed-off': 'reviewed',
  final: 'final',
};

function olderUnit(unit: XmlElement): Read {
  const [source, target] = [below(unit, 'source')[0], below(unit, 'target')[0]];
  if (!source) throw refusal(unit, 'trans-unit', 'a source element');
  return {
    source: textIn(source, new Map()),
    target: target ? textIn(target, new Map()) : '',
    state: (target && OLDER_STATES[attribute(target, 'state')]) || 'initial',
  };
}

/** Marks of tools around a text: what is in them counts, they do not. */
const AROUND = new Set(['mrk', 'pc', 'g']);
const POINTS = new Set(['sm', 'em']);
const CODES = new Set(['ph', 'x', 'sc', 'ec', 'bpt', 'ept', 'it']);

function textIn(element: XmlElement, data: ReadonlyMap<string, string>): string {
  return element.content
    .map((part): string => {
      if (typeof part === 'string') return part;
      const { name } = part;
      if (name === 'cp') return character(part);
      if (AROUND.has(name)) return textIn(part, data);
      if (POINTS.has(name)) return '';
      const code =
        data.get(attribute(part, 'dataRef')) ??
        (attribute(part, 'equiv') || attribute(part, 'equiv-text') || part.text);
      if (CODES.has(name) && /^\{[^{}]*\}$/.test(code)) return code;
      throw refusal(part, name, 'text and the placeholders of the export', code || undefined);
    })
    .join('');
}

function character(part: XmlElement): string {
  const point = Number.parseInt(attribute(part, 'hex'), 16);
  // No text of ours can hold a zero, and half a pair is no character.
  if (!(point > 0 && point <= 0x10ffff) || (point >= 0xd800 && point <= 0xdfff))
    throw refusal(part, 'cp/@hex', 'the number of a character', attribute(part, 'hex'));
  return String.fromCodePoint(point);
}

const below = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((one) => one.name === name && one.namespace === element.namespace);

const attribute = (element: XmlElement, name: string): string =>
  element.attributes.find((one) => one.name === name && one.namespace === '')?.value ?? '';

function languageOf(element: XmlElement, name: string): string {
  const tag = attribute(element, name);
  const code = /^([a-z]{2,3})(?:[-_][a-z0-9]+)*$/i.exec(tag)?.[1];
  if (!code) throw refusal(element, `${element.name}/@${name}`, 'a language, such as ar', tag);
  return code.toLowerCase();
}

const refusal = (
  where: { line: number },
  at: string,
  expected: string,
  found?: string,
): ExchangeRefusal => {
  const fault: Fault = {
    line: where.line,
    at,
    expected,
    ...(found === undefined ? {} : { found }),
  };
  return new ExchangeRefusal([fault]);
};
