/**
 * PDF (ISO 32000-2) written anew without what tells of people and machines: document information, XMP, private
 * data of programs, previews, names of annotators, earlier revisions, attached files, scripts and signatures.
 * Pictures inside lose their own metadata. Runs in WebAssembly.
 */
import type { PDFDocument, PDFObject } from 'mupdf';
import { bareJpeg } from './jpeg-segments.ts';

export type Pdf =
  | { bytes: Uint8Array; removed: string[] }
  | { refused: 'broken' | 'encrypted' | 'too_many_pages' };

const MOST_PAGES = 500;
const MOST_OBJECTS = 200_000;

/** Keys that say nothing about what is printed, wherever they stand. */
const PRIVATE_KEYS = ['Metadata', 'PieceInfo', 'LastModified', 'Thumb', 'AA', 'JS', 'AF'];
const ROOT_KEYS = ['Metadata', 'OpenAction', 'Collection', 'Legal', 'Perms', 'DSS', 'SpiderInfo'];
const ACTIONS = new Set([
  'JavaScript',
  'Launch',
  'ImportData',
  'SubmitForm',
  'GoToE',
  'RichMediaExecute',
]);

export async function barePdf(input: Uint8Array): Promise<Pdf> {
  const mupdf = await import('mupdf');
  mupdf.setLog(null);
  let document: PDFDocument | null = null;
  try {
    document = mupdf.Document.openDocument(input, 'application/pdf').asPDF();
    if (!document) return { refused: 'broken' };
    if (document.needsPassword()) return { refused: 'encrypted' };
    const pages = document.countPages();
    if (pages === 0 || document.countObjects() > MOST_OBJECTS) return { refused: 'broken' };
    if (pages > MOST_PAGES) return { refused: 'too_many_pages' };
    const removed = new Set<string>();
    cleanTrailer(document, removed);
    for (let i = 1; i < document.countObjects(); i++) cleanObject(document.newIndirect(i), removed);
    const bytes = document
      .saveToBuffer('garbage=4,compress=yes,encrypt=none')
      .asUint8Array()
      .slice();
    return { bytes, removed: [...removed].sort() };
  } catch {
    // Whatever the library cannot read or write is not a PDF that we can vouch for.
    return { refused: 'broken' };
  } finally {
    document?.destroy();
  }
}

function cleanTrailer(document: PDFDocument, removed: Set<string>): void {
  const trailer = document.getTrailer();
  if (!trailer.get('Info').isNull()) removed.add('information');
  trailer.delete('Info');
  trailer.delete('ID');
  const root = trailer.get('Root');
  for (const key of ROOT_KEYS) drop(root, key, removed);
  const names = root.get('Names');
  if (names.isDictionary()) {
    drop(names, 'EmbeddedFiles', removed);
    drop(names, 'JavaScript', removed);
  }
  const form = root.get('AcroForm');
  if (form.isDictionary()) drop(form, 'XFA', removed);
  if (document.countVersions() > 1) removed.add('revisions');
}

const SAID: Record<string, string> = {
  Metadata: 'xmp',
  PieceInfo: 'program data',
  Thumb: 'preview',
  EmbeddedFiles: 'attached files',
  JavaScript: 'scripts',
  JS: 'scripts',
  AA: 'scripts',
  OpenAction: 'scripts',
  XFA: 'form scripts',
};

function drop(object: PDFObject, key: string, removed: Set<string>): void {
  if (object.get(key).isNull()) return;
  object.delete(key);
  const said = SAID[key];
  if (said) removed.add(said);
}

function cleanObject(object: PDFObject, removed: Set<string>): void {
  if (object.isNull()) return;
  if (object.isStream()) cleanStream(object, removed);
  if (object.isDictionary()) cleanDictionary(object, removed, 0);
  else if (object.isArray()) cleanInside(object, removed, 0);
}

/** How deep dictionaries are looked into that stand inside others; deeper ones are no page content. */
const DEEPEST = 24;

function cleanInside(object: PDFObject, removed: Set<string>, depth: number): void {
  if (depth > DEEPEST) return;
  const inner: PDFObject[] = [];
  object.forEach((value) => {
    if (!value.isIndirect()) inner.push(value);
  });
  for (const value of inner) {
    if (value.isDictionary()) cleanDictionary(value, removed, depth + 1);
    else if (value.isArray()) cleanInside(value, removed, depth + 1);
  }
}

function cleanDictionary(object: PDFObject, removed: Set<string>, depth: number): void {
  for (const key of PRIVATE_KEYS) drop(object, key, removed);
  if (nameOf(object, 'Type') === 'Sig' || nameOf(object, 'FT') === 'Sig') {
    drop(object, 'V', removed);
    for (const key of [
      'Name',
      'Location',
      'Reason',
      'ContactInfo',
      'M',
      'Contents',
      'Cert',
      'ByteRange',
    ])
      if (nameOf(object, 'Type') === 'Sig') object.delete(key);
    removed.add('signature');
  }
  if (isAnnotation(object)) {
    for (const key of ['M', 'CreationDate', 'NM', 'RC']) object.delete(key);
    if (nameOf(object, 'Subtype') !== 'Widget') drop(object, 'T', removed);
    if (nameOf(object, 'Subtype') === 'FileAttachment') object.delete('FS');
  }
  for (const key of ['EF', 'RichMediaContent']) drop(object, key, removed);
  if (ACTIONS.has(nameOf(object, 'S'))) {
    object.put('S', 'None');
    for (const key of ['F', 'Win', 'Unix', 'Mac', 'JS']) object.delete(key);
    removed.add('scripts');
  }
  cleanInside(object, removed, depth);
}

function isAnnotation(object: PDFObject): boolean {
  return (
    nameOf(object, 'Type') === 'Annot' ||
    (object.get('Rect').isArray() && nameOf(object, 'Subtype') !== '')
  );
}

function nameOf(object: PDFObject, key: string): string {
  const value = object.get(key);
  return value.isName() ? value.asName() : '';
}

/** Pictures that are stored as JPEG carry their own Exif. */
function cleanStream(object: PDFObject, removed: Set<string>): void {
  if (nameOf(object, 'Subtype') === 'XML' && nameOf(object, 'Type') === 'Metadata') {
    object.writeStream('');
    return;
  }
  const filter = object.get('Filter');
  const only = filter.isArray() && filter.length === 1 ? filter.get(0) : filter;
  if (!only.isName() || only.asName() !== 'DCTDecode') return;
  const before = object.readRawStream().asUint8Array().slice();
  const bare = bareJpeg(before);
  if (!bare || bare.length === before.length) return;
  object.writeRawStream(bare);
  removed.add('metadata of pictures');
}
