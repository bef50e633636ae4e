/** The objects of a PDF 1.7 file (ISO 32000-1, 7.3 and 7.5), written in the order in which they were added. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

export type Reference = { readonly id: number };

export class PdfObjects {
  readonly #bodies: (Buffer | undefined)[] = [];

  /** A number for an object that is written later. */
  reserve(): Reference {
    return { id: this.#bodies.push(undefined) };
  }

  put(reference: Reference, body: string): Reference {
    this.#bodies[reference.id - 1] = Buffer.from(body, 'latin1');
    return reference;
  }

  add(body: string): Reference {
    return this.put(this.reserve(), body);
  }

  /** @param more entries of the stream's dictionary; `plain` streams stay readable (metadata) */
  stream(content: Buffer, more = '', plain = false): Reference {
    const data = plain ? content : deflateSync(content, { level: 9 });
    const filter = plain ? '' : ' /Filter /FlateDecode';
    const reference = this.reserve();
    this.#bodies[reference.id - 1] = Buffer.concat([
      Buffer.from(`<< /Length ${data.length}${filter} ${more} >>\nstream\n`, 'latin1'),
      data,
      Buffer.from('\nendstream', 'latin1'),
    ]);
    return reference;
  }

  /** The file. Its id is made from what is in it, so equal sheets give equal bytes. */
  file(root: Reference, info: Reference): Buffer {
    const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
    let at = (parts[0] as Buffer).length;
    const offsets: number[] = [];
    for (const [index, body] of this.#bodies.entries()) {
      if (!body) throw new Error(`Object ${index + 1} of the PDF was reserved and never written.`);
      const whole = Buffer.concat([
        Buffer.from(`${index + 1} 0 obj\n`, 'latin1'),
        body,
        Buffer.from('\nendobj\n', 'latin1'),
      ]);
      offsets.push(at);
      parts.push(whole);
      at += whole.length;
    }
    const id = createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 32);
    const table = offsets
      .map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
      .join('');
    parts.push(
      Buffer.from(
        `xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${offsets.length + 1} /Root ${ref(root)} /Info ${ref(info)} /ID [<${id}> <${id}>] >>\nstartxref\n${at}\n%%EOF\n`,
        'latin1',
      ),
    );
    return Buffer.concat(parts);
  }
}

export const ref = ({ id }: Reference): string => `${id} 0 R`;

/** A number with at most three decimals: a thousandth of a point is finer than any printer. */
export function num(value: number): string {
  const text = value.toFixed(3).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

/** A text string in UTF-16 with its mark (7.9.2.2). */
export function text(value: string): string {
  return `<FEFF${utf16(value)}>`;
}

/** UTF-16BE in hexadecimal. */
export function utf16(value: string): string {
  return Buffer.from(value, 'utf16le').swap16().toString('hex').toUpperCase();
}

/** A date (7.9.4) in UTC. */
export function date(iso: string): string {
  return `(D:${iso.replace(/\D/g, '').slice(0, 14).padEnd(14, '0')}Z)`;
}
