import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpointBody, readCheckpoint, signCheckpoint, vkeyOf } from './checkpoint.ts';
import {
  formatVkey,
  keyId,
  NoteError,
  parseNote,
  parseVkey,
  PLAIN,
  signatureLine,
  signerFromSeed,
  TIMED,
  timedMessage,
  verifyNote,
} from './signed-note.ts';

/** The example of c2sp.org/signed-note, "Verifier keys". */
const SPEC_VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const SPEC_NOTE = Buffer.from(
  'This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
);

/** The example in the documentation of golang.org/x/mod/sumdb/note: key, text and the signed note. */
const GO_VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const GO_TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const GO_LINE =
  '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

describe('signed notes', () => {
  it('verify the example of the specification', () => {
    const key = parseVkey(SPEC_VKEY);
    expect(key.name).toBe('example.com/foo');
    expect(keyId(key)).toBe(0x530d903a);
    expect(formatVkey(key)).toBe(SPEC_VKEY);
    const note = parseNote(SPEC_NOTE);
    expect(note.text).toBe('This is an example message.\n');
    expect(verifyNote(note, key)).toEqual([0]);
  });

  it('are made byte for byte as the Go example shows', async () => {
    const signer = signerFromSeed('PeterNeumann', GO_SEED);
    expect(vkeyOf(signer)).toBe(GO_VKEY);
    const bytes = await signer.sign(Buffer.from(GO_TEXT));
    expect(signatureLine({ name: 'PeterNeumann', id: 0xc74f20a3, bytes })).toBe(GO_LINE);
    const note = parseNote(Buffer.from(`${GO_TEXT}\n${GO_LINE}`));
    expect(verifyNote(note, parseVkey(GO_VKEY))).toEqual([0]);
  });

  it('pass over signatures of other keys, but not over a wrong one of the key', () => {
    const both = parseNote(
      Buffer.from(`${GO_TEXT}\n${GO_LINE}${String(SPEC_NOTE).split('\n')[2]}\n`),
    );
    expect(verifyNote(both, parseVkey(GO_VKEY))).toEqual([0]);
    expect(() => verifyNote(both, parseVkey(SPEC_VKEY))).toThrow('wrong signature');
    expect(() => verifyNote(parseNote(SPEC_NOTE), parseVkey(GO_VKEY))).toThrow('not signed by');
  });

  it.each([
    ['no blank line', `text\n${GO_LINE}`],
    ['no newline at the end', `text\n\n${GO_LINE.trimEnd()}`],
    ['a tab', `te\txt\n\n${GO_LINE}`],
    ['a carriage return', `text\r\n\n${GO_LINE}`],
    ['a hyphen for the dash', `text\n\n${GO_LINE.replace('\u2014', '-')}`],
    ['two spaces', `text\n\n${GO_LINE.replace('Neumann ', 'Neumann  ')}`],
    ['a word behind', `text\n\n${GO_LINE.trimEnd()} more\n`],
    ['base64 cut short', `text\n\n${GO_LINE.replace('=\n', '\n')}`],
    ['four bytes only', `text\n\n\u2014 name AAAAAA==\n`],
    ['nothing', ''],
  ])('are refused with %s', (_, text) => {
    expect(() => parseNote(Buffer.from(text))).toThrow(NoteError);
  });

  it('are refused when not UTF-8', () => {
    expect(() => parseNote(Buffer.concat([Buffer.of(0xff), SPEC_NOTE]))).toThrow('UTF-8');
  });

  it('name what is wrong with a verifier key', () => {
    expect(() => parseVkey('nothing')).toThrow('form');
    expect(() => parseVkey(SPEC_VKEY.replace('530d903a', '530d903b'))).toThrow('mistyped');
    expect(() => parseVkey(SPEC_VKEY.replace('foo', 'fop'))).toThrow('mistyped');
    expect(() => parseVkey(SPEC_VKEY.slice(0, -4))).toThrow('Ed25519');
  });
});

describe('checkpoints', () => {
  const signer = signerFromSeed('wayhouse.example/audit', Buffer.alloc(32, 9));
  const key = parseVkey(vkeyOf(signer));
  const root = randomBytes(32);
  const at = { size: 20_852_163, root, time: 1_795_000_000 };

  it('have the body of the specification', () => {
    const text =
      'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const hash = Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64');
    expect(
      checkpointBody({ origin: 'example.com/behind-the-sofa', size: 20_852_163, root: hash }),
    ).toBe(text);
  });

  it('read what the example of tlog-cosignature carries, the time included', () => {
    const example = Buffer.from(
      `example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n` +
        `\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n` +
        `\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n`,
    );
    expect(readCheckpoint(example).size).toBe(20_852_163);
    const timed = parseNote(example).signatures[1]?.bytes as Buffer;
    expect(timed).toHaveLength(72);
    expect(Number(timed.readBigUInt64BE(0))).toBe(1_679_315_147);
  });

  it('sign the message of the specification', () => {
    expect(String(timedMessage('origin\n1\nroot\n', 1_679_315_147))).toBe(
      'cosignature/v1\ntime 1679315147\norigin\n1\nroot\n',
    );
  });

  it('come back as they were made', async () => {
    expect(readCheckpoint(await signCheckpoint(signer, at), key)).toEqual({
      origin: 'wayhouse.example/audit',
      ...at,
    });
  });

  it('carry two signatures, plain and timed, whose ids differ', async () => {
    const { signatures } = parseNote(await signCheckpoint(signer, at));
    expect(signatures.map((one) => one.id)).toEqual([
      keyId({ ...key, type: PLAIN }),
      keyId({ ...key, type: TIMED }),
    ]);
  });

  it('are refused from another key, another origin, or without their time', async () => {
    const note = await signCheckpoint(signer, at);
    const other = parseVkey(vkeyOf(signerFromSeed(signer.name, Buffer.alloc(32, 1))));
    expect(() => readCheckpoint(note, other)).toThrow('not signed by');
    expect(() => readCheckpoint(note, { ...key, name: 'else.example' })).toThrow('not of');
    const lines = String(note).split('\n');
    expect(() => readCheckpoint(Buffer.from(lines.toSpliced(5, 1).join('\n')), key)).toThrow(
      'not signed by',
    );
    expect(() =>
      readCheckpoint(Buffer.from(String(note).replace('20852163', '020852163')), key),
    ).toThrow('three lines');
  });

  it('are refused with any one byte changed', async () => {
    const note = await signCheckpoint(signer, at);
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.integer({ min: 1, max: 255 }), (place, mask) => {
        const changed = Buffer.from(note);
        changed[place]! ^= mask;
        expect(() => readCheckpoint(changed, key)).toThrow(NoteError);
      }),
      { numRuns: 500 },
    );
  });
});
