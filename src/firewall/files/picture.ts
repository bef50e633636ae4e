/** JPEG, PNG and WebP: decoded and encoded anew, so that nothing of the old file is left but what is seen. */
import sharp from 'sharp';

/** A sheet of A4 at 600 dots an inch has 35 million. */
const MOST_PIXELS = 64_000_000;

sharp.cache(false);

export type Picture =
  | { bytes: Uint8Array; removed: string[] }
  | { refused: 'broken' | 'too_many_pixels' | 'moving' };

/** @param kind what the first bytes say; a file that is something else inside is refused as broken */
export async function barePicture(
  input: Uint8Array,
  kind: 'jpeg' | 'png' | 'webp',
): Promise<Picture> {
  try {
    const picture = sharp(input, { failOn: 'error', limitInputPixels: MOST_PIXELS });
    const found = await picture.metadata();
    if (found.format !== kind) return { refused: 'broken' };
    if ((found.pages ?? 1) > 1) return { refused: 'moving' };
    const upright = picture.autoOrient();
    const output = {
      jpeg: () => upright.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }),
      png: () => upright.png(),
      webp: () => upright.webp({ quality: 92 }),
    }[kind]();
    return {
      bytes: new Uint8Array(await output.toBuffer()),
      removed: (['exif', 'xmp', 'iptc', 'icc', 'comments'] as const).filter((part) => found[part]),
    };
  } catch (error) {
    return {
      refused: /pixel limit/i.test(error instanceof Error ? error.message : '')
        ? 'too_many_pixels'
        : 'broken',
    };
  }
}
