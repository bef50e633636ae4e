import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { readSigned, trustedKeyOf } from './signature.ts';
import { FLOOD } from './testing.ts';
import { writeCap } from './write.ts';

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const weather = pair();
const stranger = pair();
const TRUSTED = [
  { name: 'Somebody else', pem: pair().publicKey },
  { name: 'Weather office', pem: weather.publicKey },
];
const TEXT = writeCap(FLOOD);

function sign(
  text: string,
  privateKey: string,
  algorithm: 'sha256' | 'sha1' = 'sha256',
  xpath = '/*',
): string {
  const more = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
  const signer = new SignedXml({
    privateKey,
    signatureAlgorithm:
      algorithm === 'sha256' ? more : 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  });
  signer.addReference({
    xpath,
    ...(xpath === '/*' ? { uri: '', isEmptyUri: true } : {}),
    transforms: [
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/2001/10/xml-exc-c14n#',
    ],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  signer.computeSignature(text, { prefix: 'ds', location: { reference: '/*', action: 'append' } });
  return signer.getSignedXml();
}

const stateOf = (text: string, trusted = TRUSTED) => readSigned(text, trusted).signature;

describe('the signature of an alert', () => {
  const signed = sign(TEXT, weather.privateKey);
  test('none, valid, a key that nobody trusts', () => {
    expect(stateOf(TEXT)).toEqual({ state: 'unsigned' });
    expect(readSigned(signed, TRUSTED)).toEqual({
      alert: FLOOD,
      signature: { state: 'valid', by: 'Weather office' },
    });
    expect(stateOf(sign(TEXT, stranger.privateKey))).toEqual({ state: 'unknown_key' });
    expect(stateOf(signed, [])).toEqual({ state: 'unknown_key' });
  });
  test('one letter changed is broken, whatever key signed it', () => {
    for (const text of [signed, sign(TEXT, stranger.privateKey)])
      expect(stateOf(text.replace('on the hill', 'at the port'))).toMatchObject({
        state: 'broken',
      });
    expect(stateOf(signed.replace('on the hill', 'at the port'), [])).toMatchObject({
      state: 'broken',
    });
  });
  test('an element put beside the signed ones is broken; a comment changes nothing', () => {
    const added = signed.replace('<info>', '<note>all is well</note><info>');
    expect(stateOf(added)).toMatchObject({ state: 'broken' });
    const remark = readSigned(signed.replace('the hill', 'the<!-- not the --> hill'), TRUSTED);
    expect(remark.signature.state).toBe('valid');
    expect(remark.alert.info[0]?.instruction).toBe('Go to the school on the hill.');
  });
  test('weak, partial, doubled and foreign forms are broken', () => {
    expect(stateOf(sign(TEXT, weather.privateKey, 'sha1'))).toMatchObject({ state: 'broken' });
    const info = sign(TEXT, weather.privateKey, 'sha256', "//*[local-name(.)='info']");
    expect(() => stateOf(info)).toThrow(/no attributes/);
    const signature = /<ds:Signature[\s\S]*<\/ds:Signature>/.exec(signed)?.[0] ?? '';
    expect(stateOf(signed.replace('</alert>', `${signature}</alert>`))).toMatchObject({
      state: 'broken',
      why: 'more than one signature',
    });
    expect(stateOf(signed.replace(/<ds:SignatureValue>..../, '<ds:SignatureValue>AAAA'))).toEqual({
      state: 'unknown_key',
    });
    expect(
      stateOf(
        TEXT.replace('</alert>', '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></alert>'),
      ),
    ).toMatchObject({ state: 'broken' });
  });
  test('a trusted key is RSA of 2048 bits or more', () => {
    expect(trustedKeyOf(weather.publicKey).asymmetricKeyType).toBe('rsa');
    expect(() => trustedKeyOf('nothing')).toThrow();
    const small = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });
    expect(() => trustedKeyOf(String(small))).toThrow(/2048/);
  });
});
