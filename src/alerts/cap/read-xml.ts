/**
 * XML as a small tree, for text from outside. No document type, so no entity can be defined, expanded or fetched;
 * size, depth and number of elements are bounded before anything is built. Pure.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { CapRefusal } from './alert.ts';

export type XmlElement = {
  name: string;
  namespace: string;
  attributes: readonly { name: string; namespace: string; value: string }[];
  children: readonly XmlElement[];
  /** All text directly inside, as it stood. */
  text: string;
  /** Text and elements directly inside, in their order. */
  content: readonly (string | XmlElement)[];
  line: number;
  column: number;
};

/** UTF-16 units; deepest element; elements in all; attributes of one. */
export const LIMITS: Limits = { size: 512_000, depth: 12, elements: 20_000, attributes: 16 };
export type Limits = { size: number; depth: number; elements: number; attributes: number };

type Growing = Omit<XmlElement, 'children' | 'attributes' | 'content'> & {
  attributes: XmlElement['attributes'];
  children: Growing[];
  content: (string | Growing)[];
};

/**
 * The root element.
 * @throws CapRefusal for text that is not well-formed XML 1.0 with namespaces, has a document type, or goes past the limits.
 */
export function readXml(text: string, limits = LIMITS): XmlElement {
  if (text.length > limits.size)
    throw refusal('document', `at most ${limits.size} characters`, String(text.length));
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: Growing[] = [];
  let root: Growing | undefined;
  let elements = 0;
  const here = (): { line: number; column: number } => ({
    line: parser.line,
    column: parser.column,
  });
  const path = (): string => open.map(({ name }) => name).join('/') || 'document';

  parser.on('error', (error) => {
    const said = error.message.replace(/^[^:]*:\d+:\d+: /, '').slice(0, 160);
    throw refusal(path(), `well-formed XML (${said})`, undefined, here());
  });
  parser.on('doctype', () => {
    throw refusal('document', 'no document type (DOCTYPE), hence no entities', undefined, here());
  });
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== '1.0') throw refusal('document', 'XML version 1.0', version, here());
    if (encoding !== undefined && !/^(utf-?8|us-ascii|utf-?16(le|be)?)$/i.test(encoding))
      throw refusal('document', 'the encoding UTF-8', encoding.slice(0, 40), here());
  });
  parser.on('opentag', (tag: SaxesTagNS) => {
    elements++;
    if (elements > limits.elements)
      throw refusal(path(), `at most ${limits.elements} elements`, undefined, here());
    if (open.length >= limits.depth)
      throw refusal(path(), `elements at most ${limits.depth} deep`, undefined, here());
    const attributes = Object.values(tag.attributes).map(({ local, prefix, uri, value }) => ({
      name: local,
      namespace: prefix === 'xmlns' || (prefix === '' && local === 'xmlns') ? 'xmlns' : uri,
      value,
    }));
    if (attributes.length > limits.attributes)
      throw refusal(path(), `at most ${limits.attributes} attributes`, undefined, here());
    const made: Growing = {
      name: tag.local,
      namespace: tag.uri,
      attributes,
      children: [],
      text: '',
      content: [],
      ...here(),
    };
    const parent = open.at(-1);
    if (parent) {
      parent.children.push(made);
      parent.content.push(made);
    } else root = made;
    open.push(made);
  });
  parser.on('closetag', () => void open.pop());
  const add = (part: string): void => {
    const last = open.at(-1);
    if (!last) return;
    last.text += part;
    last.content.push(part);
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.write(text).close();
  if (!root) throw refusal('document', 'an element');
  return root;
}

/**
 * The text of a file or a body: UTF-8, or UTF-16 with its mark.
 * @throws CapRefusal for bytes that are neither, or too many.
 */
export function decodeXml(bytes: Uint8Array, limits = LIMITS): string {
  if (bytes.length > limits.size * 2)
    throw refusal('document', `at most ${limits.size} characters`);
  const [first, second] = bytes;
  const wide =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : undefined;
  try {
    return new TextDecoder(wide ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refusal('document', 'text in UTF-8');
  }
}

function refusal(
  at: string,
  expected: string,
  found?: string,
  where?: { line: number; column: number },
): CapRefusal {
  return new CapRefusal([{ at, expected, ...(found === undefined ? {} : { found }), ...where }]);
}
