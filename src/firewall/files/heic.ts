/**
 * HEIC and AVIF (ISO/IEC 23008-12, ISO/IEC 14496-12) without metadata, not decoded: their codec is patented and
 * not in our libraries. The bytes of every item that is no picture (Exif, XMP, other texts) and all bytes that no
 * picture uses are written over; boxes that are not needed become `free`; what follows the last box is cut. Pure.
 */

type Box = { type: string; from: number; body: number; to: number };
type Extent = { from: number; to: number };
type Item = { id: number; type: string; extents: Extent[]; inside: boolean };

/** Item types that are pictures or made of pictures. */
const PICTURES = new Set(['hvc1', 'hev1', 'lhv1', 'av01', 'jpeg', 'grid', 'iden', 'iovl', 'tmap']);
const NEEDED = new Set(['ftyp', 'meta', 'mdat', 'free', 'skip']);

/** The cleaned file of the same length or shorter, or undefined when the boxes are not whole. */
export function bareHeic(input: Uint8Array): { bytes: Uint8Array; removed: number } | undefined {
  const bytes = input.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const boxes = boxesIn(view, 0, bytes.length);
    const meta = boxes.find((box) => box.type === 'meta');
    if (!meta || boxes.some((box) => box.type === 'moov')) return undefined;
    const inner = boxesIn(view, meta.body + 4, meta.to);
    const items = itemsOf(view, inner);
    const kept = items.filter((item) => PICTURES.has(item.type));
    if (kept.length === 0) return undefined;
    for (const box of boxes) {
      if (box.type === 'mdat')
        wipe(
          bytes,
          box,
          kept.flatMap((item) => (item.inside ? [] : item.extents)),
        );
      else if (!NEEDED.has(box.type) || box.type === 'free' || box.type === 'skip')
        free(bytes, box);
    }
    for (const box of inner) {
      if (box.type === 'idat')
        wipe(
          bytes,
          box,
          kept.flatMap((item) => (item.inside ? item.extents : [])),
        );
      else if (box.type === 'uuid' || box.type === 'free' || box.type === 'xml ') free(bytes, box);
    }
    const end = Math.max(...boxes.map((box) => box.to));
    return { bytes: bytes.slice(0, end), removed: items.length - kept.length };
  } catch (error) {
    // Offsets beyond the end of the file: the boxes lie about their sizes.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function boxesIn(view: DataView, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  let at = from;
  while (at + 8 <= to) {
    const small = view.getUint32(at);
    const type = text(view, at + 4);
    const large = small === 1;
    const size = large ? Number(view.getBigUint64(at + 8)) : small === 0 ? to - at : small;
    const header = large ? 16 : 8;
    if (!/^[\x20-\x7e]{4}$/.test(type) && from === 0 && boxes.length > 1) break;
    if (size < header || at + size > to) {
      // A tail that is no box is cut; inside `meta` it is a fault.
      if (from === 0 && boxes.length > 1) break;
      throw new RangeError('box');
    }
    boxes.push({ type, from: at, body: at + header, to: at + size });
    at += size;
  }
  return boxes;
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

function itemsOf(view: DataView, inner: readonly Box[]): Item[] {
  const info = inner.find((box) => box.type === 'iinf');
  const place = inner.find((box) => box.type === 'iloc');
  const data = inner.find((box) => box.type === 'idat');
  if (!info || !place) return [];
  const types = itemTypes(view, info);
  return itemPlaces(view, place, data?.body ?? 0).map((item) => ({
    ...item,
    type: types.get(item.id) ?? '',
  }));
}

/** `iinf`: the type of each item. */
function itemTypes(view: DataView, info: Box): Map<number, string> {
  const wide = view.getUint8(info.body) > 0;
  const types = new Map<number, string>();
  for (const entry of boxesIn(view, info.body + (wide ? 8 : 6), info.to)) {
    const version = view.getUint8(entry.body);
    if (entry.type !== 'infe' || version < 2) continue;
    const at = entry.body + 4;
    const long = version > 2;
    types.set(long ? view.getUint32(at) : view.getUint16(at), text(view, at + (long ? 6 : 4)));
  }
  return types;
}

/** `iloc`: where the bytes of each item stand. */
function itemPlaces(view: DataView, place: Box, dataStart: number): Omit<Item, 'type'>[] {
  const version = view.getUint8(place.body);
  const sizes = view.getUint16(place.body + 4);
  const [offsetSize, lengthSize, baseSize] = [
    (sizes >> 12) & 15,
    (sizes >> 8) & 15,
    (sizes >> 4) & 15,
  ];
  const indexSize = version > 0 ? sizes & 15 : 0;
  let at = place.body + 6;
  const read = (size: number): number => {
    const value =
      size === 0
        ? 0
        : size === 2
          ? view.getUint16(at)
          : size === 4
            ? view.getUint32(at)
            : Number(view.getBigUint64(at));
    at += size;
    return value;
  };
  const count = read(version < 2 ? 2 : 4);
  const items: Omit<Item, 'type'>[] = [];
  for (let i = 0; i < count; i++) {
    const id = read(version < 2 ? 2 : 4);
    const method = version > 0 ? read(2) & 15 : 0;
    read(2);
    const base = read(baseSize) + (method === 1 ? dataStart : 0);
    const extents: Extent[] = [];
    const parts = read(2);
    for (let k = 0; k < parts; k++) {
      read(indexSize);
      const from = base + read(offsetSize);
      extents.push({ from, to: from + read(lengthSize) });
    }
    items.push({ id, extents, inside: method === 1 });
  }
  return items;
}

/** Writes zeros over all of a box but the extents that are kept. */
function wipe(bytes: Uint8Array, box: Box, keep: readonly Extent[]): void {
  let at = box.body;
  for (const { from, to } of [...keep].sort((a, b) => a.from - b.from)) {
    if (to <= box.body || from >= box.to) continue;
    if (from > at) bytes.fill(0, at, from);
    at = Math.max(at, to);
  }
  if (at < box.to) bytes.fill(0, at, box.to);
}

function free(bytes: Uint8Array, box: Box): void {
  bytes.set([0x66, 0x72, 0x65, 0x65], box.from + 4);
  bytes.fill(0, box.body, box.to);
}
