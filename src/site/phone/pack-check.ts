/**
 * Is a pack that came over the line ours (chapter 10, sections 3.7 and 7)? The header must bear our
 * signature (Ed25519) and every section must be the one that the header names. What is not ours is refused
 * before it takes the place of the pack that is on the phone.
 */
import { PackFileError, readHeader, sectionsStart, signedPart } from '../../finder/pack-file.ts';

/** `unchecked`: whole, but this browser knows no Ed25519 or no key was published; only TLS vouches for it. */
export type PackCheck = 'ours' | 'unchecked' | 'bad';

/**
 * @param publicKey raw Ed25519 key of the list of packs, base64url
 * @param subtle WebCrypto; every place where a worker may run has it
 */
export async function checkPack(
  file: Uint8Array<ArrayBuffer>,
  publicKey: string | undefined,
  subtle: SubtleCrypto,
): Promise<PackCheck> {
  try {
    if (!(await isWhole(file, subtle))) return 'bad';
  } catch (error) {
    if (error instanceof PackFileError || error instanceof SyntaxError) return 'bad';
    throw error;
  }
  const key = publicKey === undefined ? undefined : await keyOf(publicKey, subtle);
  if (key === undefined) return 'unchecked';
  if (key === 'bad') return 'bad';
  const { header, signature } = signedPart(file);
  const own = await subtle.verify('Ed25519', key, signature.slice(), header.slice());
  return own ? 'ours' : 'bad';
}

/** True when every section is the one that the header names. @throws PackFileError, SyntaxError when there is no header to read */
export async function isWhole(
  file: Uint8Array<ArrayBuffer>,
  subtle: SubtleCrypto,
): Promise<boolean> {
  const start = sectionsStart(file);
  for (const { offset, length, sha256 } of readHeader(file).sections) {
    const bytes = file.subarray(start + offset, start + offset + length);
    const hash = new Uint8Array(await subtle.digest('SHA-256', bytes));
    const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (bytes.length !== length || hex !== sha256) return false;
  }
  return true;
}

/** The key; nothing where the browser does not know the algorithm. */
async function keyOf(
  publicKey: string,
  subtle: SubtleCrypto,
): Promise<CryptoKey | 'bad' | undefined> {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey };
  try {
    return await subtle.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['verify']);
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotSupportedError' ? undefined : 'bad';
  }
}
