/** The standard's own schema, asked through libxml2: what our reader is compared with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ParseOption, XmlDocument, XsdValidator } from 'libxml2-wasm';

const schema = XmlDocument.fromString(
  readFileSync(join(import.meta.dirname, 'schema/CAP-v1.2.xsd'), 'utf8'),
);
const validator = XsdValidator.fromDoc(schema);

/** What libxml2 says against a text by the schema of CAP 1.2; undefined when it is valid. Fetches nothing. */
export function schemaFault(text: string): string | undefined {
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromString(text, { option: ParseOption.XML_PARSE_NONET });
    validator.validate(document);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    document?.dispose();
  }
}
