import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../http/problem.ts';
import { cleanFile } from './index.ts';

const CANARY = 'CANARY-Amal-52.2297N';

const has = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes).includes(text) || Buffer.from(bytes).includes(Buffer.from(text, 'utf16le'));

/** A picture with Exif (names and a place), XMP and a colour profile, lying on its side. */
async function photograph(kind: 'jpeg' | 'png' | 'webp'): Promise<Uint8Array> {
  const made = sharp({ create: { width: 40, height: 20, channels: 3, background: '#2a7' } })
    .withExif({
      IFD0: { Artist: CANARY, Copyright: CANARY },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 13/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>${CANARY}</a></x:xmpmeta>`);
  return new Uint8Array(await made.toFormat(kind).toBuffer());
}

describe('pictures', () => {
  test.each(['jpeg', 'png', 'webp'] as const)(
    '%s keeps what is seen and nothing else',
    async (kind) => {
      const before = Buffer.concat([
        await photograph(kind),
        Buffer.from(`\n<script>${CANARY}</script>`),
      ]);
      expect(has(before, CANARY)).toBe(true);
      const { bytes, mediaType, removed } = await cleanFile(before);
      expect(mediaType).toBe(`image/${kind}`);
      expect(removed).toEqual(expect.arrayContaining(['exif']));
      expect(has(bytes, CANARY)).toBe(false);
      expect(has(bytes, 'Exif')).toBe(false);
      expect(has(bytes, 'xmpmeta')).toBe(false);
      const seen = await sharp(bytes).metadata();
      expect(seen).toMatchObject({ format: kind, width: 20, height: 40 });
      expect([seen.exif, seen.xmp, seen.icc, seen.orientation]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
      const [red, green] = (await sharp(bytes).stats()).channels;
      expect(Math.abs((red?.mean ?? 0) - 0x22)).toBeLessThan(4);
      expect(Math.abs((green?.mean ?? 0) - 0xaa)).toBeLessThan(4);
    },
  );

  test('text chunks of a PNG go', async () => {
    const png = Buffer.from(await photograph('png'));
    const chunk = (type: string, body: string): Buffer => {
      const data = Buffer.from(type + body, 'latin1');
      const head = Buffer.alloc(4);
      head.writeUInt32BE(body.length);
      const tail = Buffer.alloc(4);
      tail.writeUInt32BE(crc(data));
      return Buffer.concat([head, data, tail]);
    };
    const at = 33;
    const dirty = Buffer.concat([
      png.subarray(0, at),
      chunk('tEXt', `Author\0${CANARY}`),
      png.subarray(at),
    ]);
    const { bytes } = await cleanFile(dirty);
    expect(has(dirty, 'Author')).toBe(true);
    expect(has(bytes, 'tEXt')).toBe(false);
    expect(has(bytes, CANARY)).toBe(false);
  });
});

function crc(data: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of data) {
    value ^= byte;
    for (let k = 0; k < 8; k++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** Boxes of ISO/IEC 14496-12: a picture item, an Exif item, bytes that nobody uses, and a private box. */
function heic(): Buffer {
  const u16 = (n: number): Buffer => Buffer.from([n >> 8, n & 255]);
  const u32 = (n: number): Buffer => Buffer.concat([u16(Math.floor(n / 65536)), u16(n % 65536)]);
  const box = (type: string, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
  };
  const infe = (id: number, type: string): Buffer =>
    box('infe', Buffer.from([2, 0, 0, 0]), u16(id), u16(0), Buffer.from(`${type}\0`, 'latin1'));
  const picture = Buffer.from('PICTURE-DATA');
  const exif = Buffer.from(`\0\0\0\0${CANARY}`);
  const ftyp = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'));
  const meta = (from: number): Buffer =>
    box(
      'meta',
      u32(0),
      box('iinf', u32(0), u16(2), infe(1, 'hvc1'), infe(2, 'Exif')),
      box(
        'iloc',
        Buffer.from([0, 0, 0, 0, 0x44, 0]),
        u16(2),
        u16(1),
        u16(0),
        u16(1),
        u32(from),
        u32(picture.length),
        u16(2),
        u16(0),
        u16(1),
        u32(from + picture.length),
        u32(exif.length),
      ),
    );
  const start = ftyp.length + meta(0).length + 8;
  return Buffer.concat([
    ftyp,
    meta(start),
    box('mdat', picture, exif, Buffer.from(CANARY)),
    box('uuid', Buffer.from(`0123456789abcdef${CANARY}`)),
    Buffer.from(CANARY),
  ]);
}

describe('HEIC', () => {
  test('keeps the picture where it stands and loses everything else', async () => {
    const { bytes, mediaType, removed } = await cleanFile(heic());
    expect(mediaType).toBe('image/heic');
    expect(removed).toEqual(['exif']);
    expect(has(bytes, 'PICTURE-DATA')).toBe(true);
    expect(has(bytes, CANARY)).toBe(false);
    expect(Buffer.from(bytes).indexOf('PICTURE-DATA')).toBe(heic().indexOf('PICTURE-DATA'));
  });
});

async function pdf(): Promise<Uint8Array> {
  const mupdf = await import('mupdf');
  const document = new mupdf.PDFDocument();
  const image = document.addImage(new mupdf.Image(await photograph('jpeg')));
  const xmp = document.addStream(`<x:xmpmeta>${CANARY}</x:xmpmeta>`, {
    Type: 'Metadata',
    Subtype: 'XML',
  });
  const resources = document.addObject({ XObject: { Im0: image } });
  const page = document.addPage([0, 0, 200, 200], 0, resources, 'q 200 0 0 200 0 0 cm /Im0 Do Q');
  page.put('PieceInfo', { App: { Private: document.newString(CANARY) } });
  page.put('Annots', [
    {
      Type: document.newName('Annot'),
      Subtype: document.newName('Text'),
      Rect: [0, 0, 9, 9],
      T: document.newString(CANARY),
    },
  ]);
  document.insertPage(-1, page);
  const trailer = document.getTrailer();
  trailer.put(
    'Info',
    document.addObject({
      Author: document.newString(CANARY),
      Producer: document.newString('Camera'),
    }),
  );
  trailer.get('Root').put('Metadata', xmp);
  trailer.get('Root').put('OpenAction', {
    S: document.newName('JavaScript'),
    JS: document.newString(`app.alert("${CANARY}")`),
  });
  return document.saveToBuffer('').asUint8Array().slice();
}

describe('PDF', () => {
  test('keeps its page and loses author, history, scripts and what pictures tell', async () => {
    const before = await pdf();
    expect(has(before, CANARY)).toBe(true);
    const { bytes, mediaType, removed } = await cleanFile(before);
    expect(mediaType).toBe('application/pdf');
    expect(removed).toEqual(
      expect.arrayContaining([
        'information',
        'xmp',
        'program data',
        'scripts',
        'metadata of pictures',
      ]),
    );
    const mupdf = await import('mupdf');
    const after = mupdf.Document.openDocument(bytes, 'application/pdf').asPDF();
    expect(after?.countPages()).toBe(1);
    expect(after?.getTrailer().get('Info').isNull()).toBe(true);
    const plain = after?.saveToBuffer('decompress=yes').asUint8Array().slice() ?? new Uint8Array();
    for (const text of [CANARY, 'JavaScript', 'PieceInfo', 'xmpmeta', 'Exif'])
      expect(has(plain, text), text).toBe(false);
    const pixel = after
      ?.loadPage(0)
      .toPixmap(mupdf.Matrix.identity, mupdf.ColorSpace.DeviceRGB, false)
      .getPixels()[1];
    expect(Math.abs((pixel ?? 0) - 0xaa)).toBeLessThan(6);
  });

  test('a locked one is refused with what to do', async () => {
    const mupdf = await import('mupdf');
    const locked = mupdf.Document.openDocument(await pdf(), 'application/pdf')
      .asPDF()
      ?.saveToBuffer('encrypt=aes-256,user-password=secret,owner-password=secret');
    await expect(
      cleanFile(locked?.asUint8Array().slice() ?? new Uint8Array()),
    ).rejects.toMatchObject({
      code: 'unsupported',
      detail: expect.stringContaining('password') as string,
    });
  });
});

describe('what cannot be cleaned', () => {
  test.each([
    ['empty', ''],
    ['GIF', 'GIF89a__________'],
    ['Office', 'PK\x03\x04____________'],
    ['web pages', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'],
    ['Programs', 'MZ______________'],
    ['not known', 'hello, this is a text'],
    ['moving', '\0\0\0\x18ftypisom\0\0\0\0isom'],
  ])('%s: refused with a sentence', async (said, text) => {
    const refusal = cleanFile(Buffer.from(text, 'latin1'));
    await expect(refusal).rejects.toMatchObject({ code: 'unsupported', field: 'file' });
    await expect(refusal).rejects.toThrow(new RegExp(said));
  });

  test('a beginning that lies is refused', async () => {
    const png = Buffer.from(await photograph('png'));
    const lie = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), png]);
    await expect(cleanFile(lie)).rejects.toMatchObject({ code: 'bad_input' });
  });

  test('any bytes get a file or a Problem, never a crash', async () => {
    const starts = [
      [0xff, 0xd8, 0xff],
      [...Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
      [...Buffer.from('%PDF-1.7\n')],
      [...heic()],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...starts),
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(150),
        async (start, rest, cut) => {
          const bytes = Buffer.concat([
            Buffer.from(start).subarray(0, Math.max(12, start.length - cut)),
            rest,
          ]);
          await cleanFile(bytes).catch((error: unknown) => {
            if (!(error instanceof Problem)) throw error;
          });
        },
      ),
      { numRuns: 150 },
    );
  });
});
