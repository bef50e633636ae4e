/**
 * Small signed notes that travel with a form between two steps of signing in, so that the server keeps no half-open
 * sign-ins: HMAC-SHA-256 over purpose, content and end.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export type Steps = {
  /** A note for `purpose` that is good for `ms`. */
  write(purpose: string, content: string, ms: number, now: number): string;
  /** Its content; undefined when it is not ours, for another purpose, changed or past its end. */
  read(purpose: string, note: string, now: number): string | undefined;
  /** A keyed digest that stays the same over starts of the program. */
  lasting(purpose: string, content: string): Buffer;
};

/**
 * @param secret of the installation; notes of another installation or start with another secret are not ours
 * @param lasting a secret that outlives a start; the same one by default
 */
export function sealedSteps(secret: string, lasting: string | Buffer = secret): Steps {
  const mac = (purpose: string, body: string): Buffer =>
    createHmac('sha256', secret).update(`staff step|${purpose}|${body}`).digest();
  return {
    write(purpose, content, ms, now) {
      const salt = randomBytes(9).toString('base64url');
      const body = `${Buffer.from(content).toString('base64url')}.${now + ms}.${salt}`;
      return `${body}.${mac(purpose, body).toString('base64url')}`;
    },
    read(purpose, note, now) {
      const parts = note.split('.');
      const [content = '', ends = '', salt = '', given = ''] = parts;
      if (parts.length !== 4) return undefined;
      // As text: base64 of one value can be spelt in several ways, and a note that is good once is known by its spelling.
      const expected = Buffer.from(
        mac(purpose, `${content}.${ends}.${salt}`).toString('base64url'),
      );
      const shown = Buffer.from(given);
      if (shown.length !== expected.length || !timingSafeEqual(shown, expected)) return undefined;
      if (!(Number(ends) > now)) return undefined;
      return Buffer.from(content, 'base64url').toString();
    },
    lasting: (purpose, content) =>
      createHmac('sha256', lasting).update(`staff lasting|${purpose}|${content}`).digest(),
  };
}
