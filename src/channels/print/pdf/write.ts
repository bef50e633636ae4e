/**
 * A sheet to a tagged PDF that says its language and title (PDF/UA-1, ISO 14289-1): every piece of text has its
 * place in the structure, pictures their words, the rest is marked as decoration.
 */
import type { Sheet } from '../sheet.ts';
import { pageContent } from './content.ts';
import { PdfFonts } from './fonts.ts';
import { date, num, PdfObjects, type Reference, ref, text } from './objects.ts';

/** Equal sheets give equal bytes. */
export function writePdf(sheet: Sheet): Buffer {
  const objects = new PdfObjects();
  const fonts = new PdfFonts();
  const catalogue = objects.reserve();
  const pages = objects.reserve();
  const resources = objects.reserve();
  const roles = sheet.elements.map(({ role }) => role);
  /** Where the pieces of each element stand: page and number of the piece. */
  const pieces = sheet.elements.map((): { page: Reference; mcid: number }[] => []);
  const parents: number[][] = [];

  const leaves = sheet.pages.map((page, index) => {
    const content = pageContent(page, roles, fonts);
    const leaf = objects.reserve();
    for (const [mcid, element] of content.pieces.entries())
      pieces[element]?.push({ page: leaf, mcid });
    parents.push([...content.pieces]);
    const stream = objects.stream(Buffer.from(content.operators, 'latin1'));
    return objects.put(
      leaf,
      `<< /Type /Page /Parent ${ref(pages)} /MediaBox [0 0 ${num(page.width)} ${num(page.height)}] /Resources ${ref(resources)} /Contents ${ref(stream)} /StructParents ${index} /Tabs /S >>`,
    );
  });
  objects.put(
    pages,
    `<< /Type /Pages /Kids [${leaves.map(ref).join(' ')}] /Count ${leaves.length} >>`,
  );
  objects.put(resources, `<< /Font ${fonts.write(objects)} >>`);
  const tree = writeStructure(objects, sheet, pieces, parents);
  const metadata = objects.stream(
    Buffer.from(xmp(sheet), 'utf8'),
    '/Type /Metadata /Subtype /XML',
    true,
  );
  objects.put(
    catalogue,
    `<< /Type /Catalog /Pages ${ref(pages)} /Lang ${text(sheet.lang)} /MarkInfo << /Marked true >> /StructTreeRoot ${ref(tree)} /Metadata ${ref(metadata)} /ViewerPreferences << /DisplayDocTitle true /Direction /${sheet.dir === 'rtl' ? 'R2L' : 'L2R'} >> >>`,
  );
  const info = objects.add(
    `<< /Title ${text(sheet.title)} /Author ${text(sheet.publisher)} /Producer (Wayhouse) /CreationDate ${date(sheet.madeAt)} /ModDate ${date(sheet.madeAt)} >>`,
  );
  return objects.file(catalogue, info);
}

/** The tree of what is what (ISO 32000-1, 14.7): one document, its elements in reading order. */
function writeStructure(
  objects: PdfObjects,
  sheet: Sheet,
  pieces: readonly (readonly { page: Reference; mcid: number }[])[],
  parents: readonly (readonly number[])[],
): Reference {
  const root = objects.reserve();
  const whole = objects.reserve();
  const elements = sheet.elements.map((element, index) => {
    const own = pieces[index] ?? [];
    if (own.length === 0) return undefined;
    const kids = own.map(({ page, mcid }) => `<< /Type /MCR /Pg ${ref(page)} /MCID ${mcid} >>`);
    const lang = element.lang ? ` /Lang ${text(element.lang)}` : '';
    const alt = element.alt === undefined ? '' : ` /Alt ${text(element.alt)}`;
    return objects.add(
      `<< /Type /StructElem /S /${element.role} /P ${ref(whole)} /K [${kids.join(' ')}]${lang}${alt} >>`,
    );
  });
  const kept = elements.filter((element) => element !== undefined);
  objects.put(
    whole,
    `<< /Type /StructElem /S /Document /P ${ref(root)} /Lang ${text(sheet.lang)} /K [${kept.map(ref).join(' ')}] >>`,
  );
  const numbers = parents.map((of, page) => {
    const list = of.map((element) => {
      const found = elements[element];
      return found ? ref(found) : 'null';
    });
    return `${page} [${list.join(' ')}]`;
  });
  const parentTree = objects.add(`<< /Nums [${numbers.join(' ')}] >>`);
  return objects.put(
    root,
    `<< /Type /StructTreeRoot /K ${ref(whole)} /ParentTree ${ref(parentTree)} /ParentTreeNextKey ${parents.length} >>`,
  );
}

/** What the file says about itself to programs (XMP, ISO 16684-1). */
function xmp(sheet: Sheet): string {
  const title = escape(sheet.title);
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${title}</rdf:li></rdf:Alt></dc:title><dc:language><rdf:Bag><rdf:li>${escape(sheet.lang)}</rdf:li></rdf:Bag></dc:language><dc:publisher><rdf:Bag><rdf:li>${escape(sheet.publisher)}</rdf:li></rdf:Bag></dc:publisher><xmp:CreateDate>${escape(sheet.madeAt)}</xmp:CreateDate><xmp:ModifyDate>${escape(sheet.madeAt)}</xmp:ModifyDate><pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`;
}

const escape = (value: string): string =>
  value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
