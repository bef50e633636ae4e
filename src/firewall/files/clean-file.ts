/**
 * Gate 4: an uploaded file without its metadata (chapter 20, section 11; threat 19). What a file is, is read from
 * its bytes; what cannot be cleaned is refused with a sentence that says what to send instead. Nothing of the
 * refused file is kept, and its name is never needed.
 */
import { Problem } from '../../http/problem.ts';
import { bareHeic } from './heic.ts';
import { type FileKind, kindOf, type OtherKind } from './kind.ts';
import { barePdf } from './pdf.ts';
import { barePicture } from './picture.ts';

export type CleanFile = {
  bytes: Uint8Array;
  mediaType: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic' | 'application/pdf';
  /** What was taken out ("exif", "xmp", "information" …), for the person who sends; never its content. */
  removed: readonly string[];
};

/** Bytes. A photograph of a phone has 4 to 12 MB. */
export const LARGEST_FILE = 25_000_000;

const REFUSALS: Record<OtherKind | 'encrypted' | 'moving' | 'too_many_pages', string> = {
  gif: 'GIF pictures cannot be cleaned. Send a photograph as JPEG or PNG.',
  tiff: 'TIFF pictures cannot be cleaned. Send the picture as JPEG, PNG or PDF.',
  svg_or_html: 'Drawings and web pages can run programs. Send a picture as PNG, or a PDF.',
  office_or_zip:
    'Office documents and archives keep names and earlier texts. Send the document as PDF.',
  old_office: 'Office documents keep names and earlier texts. Send the document as PDF.',
  video: 'Films and moving pictures cannot be cleaned. Send a still picture as JPEG.',
  program: 'Programs are not taken.',
  empty: 'The file is empty.',
  unknown: 'This kind of file is not known. Send a JPEG, PNG, WebP or HEIC picture, or a PDF.',
  encrypted: 'The PDF is locked with a password. Send it without the password.',
  moving: 'The picture moves. Send a still picture.',
  too_many_pages: 'The PDF has more than 500 pages. Send it in parts.',
};

const BROKEN = 'The file is broken, or is something else than its beginning says. Send it again.';

/**
 * @throws Problem `too_large`, `unsupported` or `bad_input`, each with the field `file` and what to do
 */
export async function cleanFile(input: Uint8Array): Promise<CleanFile> {
  if (input.length > LARGEST_FILE)
    throw new Problem('too_large', {
      field: 'file',
      detail: `The file is larger than ${LARGEST_FILE / 1e6} MB. Send it smaller.`,
    });
  const kind = kindOf(input);
  switch (kind) {
    case 'jpeg':
    case 'png':
    case 'webp':
      return ready(kind, await barePicture(input, kind));
    case 'pdf':
      return ready(kind, await barePdf(input));
    case 'heic': {
      const bare = bareHeic(input);
      return ready(
        kind,
        bare
          ? { bytes: bare.bytes, removed: bare.removed > 0 ? ['exif'] : [] }
          : { refused: 'broken' },
      );
    }
    default:
      throw new Problem('unsupported', { field: 'file', detail: REFUSALS[kind] });
  }
}

type Outcome = { bytes: Uint8Array; removed: string[] } | { refused: string };

function ready(kind: FileKind, outcome: Outcome): CleanFile {
  if ('bytes' in outcome)
    return { ...outcome, mediaType: kind === 'pdf' ? 'application/pdf' : `image/${kind}` };
  const { refused } = outcome;
  if (refused === 'too_many_pixels')
    throw new Problem('too_large', {
      field: 'file',
      detail: 'The picture has more than 64 million points. Send it smaller.',
    });
  const known = refused in REFUSALS ? REFUSALS[refused as keyof typeof REFUSALS] : undefined;
  throw new Problem(known ? 'unsupported' : 'bad_input', {
    field: 'file',
    detail: known ?? BROKEN,
  });
}
