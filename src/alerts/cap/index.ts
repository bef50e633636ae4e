/** CAP 1.2: alerts as the world exchanges them. */
export * from './alert.ts';
export { readCap } from './read.ts';
export { decodeXml } from './read-xml.ts';
export {
  readSigned,
  type SignatureState,
  type SignedCap,
  type TrustedKey,
  trustedKeyOf,
} from './signature.ts';
export { capTime, msOf } from './values.ts';
export { escape as escapeXml, writeCap } from './write.ts';
