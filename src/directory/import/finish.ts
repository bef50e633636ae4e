/** Rules between the values of one record, per entity, once each value has been read by itself. */
import { daysAfter } from '../../languages/days.ts';
import { isCode } from '../damm.ts';
import { DOC_CODES, FACTS, isFactCode, REVIEW_DAYS } from '../fact-codes.ts';
import { isNeedCode } from '../needs.ts';
import { countryCode } from './check/country.ts';
import { languageCode } from './check/language.ts';
import { cleanPhone } from './check/phone.ts';
import { checkRule } from './check/rule.ts';
import { hasContact } from './check/text.ts';
import { isZone } from './check/zone.ts';
import { type Conversion, linkedEntity } from './conversion.ts';
import { type EntitySpec, SPECS } from './entity.ts';
import { type Finding, type FindingCode, finding } from './finding.ts';
import type { Raw } from './raw.ts';
import { refusedTerm, withholdConditions } from './withhold.ts';

type Values = Record<string, unknown>;

type Finishing = {
  conversion: Conversion;
  note: (one: Finding) => void;
  failedTime: boolean;
  spec: EntitySpec;
};

/** Rules between values of one record. True when the record is refused. */
export function finish(
  raw: Raw,
  cols: Values,
  fresh: Values,
  { conversion, note, failedTime, spec }: Finishing,
): boolean {
  const { entity } = raw;
  let refused = false;
  const refuse = (code: FindingCode, sentence: string, column: string): void => {
    refused = true;
    note(finding(code, sentence, { column }));
  };
  if (typeof cols['code'] === 'string' && spec.has?.code && !isCode(cols['code'])) {
    note(
      finding('bad_value', 'The code does not end in its check digit; a new one is given.', {
        column: 'code',
      }),
    );
    delete cols['code'];
  }
  if ('source_lang' in spec.columns) {
    const code = languageCode(String(cols['source_lang'] ?? conversion.language ?? ''));
    if (cols['source_lang'] !== undefined && code === undefined) {
      note(
        finding('unknown_language', 'The language of the texts is not known.', {
          column: 'source_lang',
        }),
      );
    }
    if (code) cols['source_lang'] = code;
    else delete cols['source_lang'];
  }
  const withheld = withholdConditions(entity, cols, conversion.refusals);
  for (const column of withheld) {
    note(
      finding(
        'status_text_held',
        'The text sets a condition about the status of people. It is held from publication; the record is kept.',
        { column, suggestion: 'Ask the provider what really applies, and write it as facts.' },
      ),
    );
  }
  for (const [column, { kind }] of Object.entries(spec.columns)) {
    const text = cols[column];
    if (kind === 'text' && typeof text === 'string' && hasContact(text)) {
      note(
        finding('contact_in_text', 'The text holds an e-mail address or a telephone number.', {
          column,
          suggestion: 'Check that it is an office, and put it into its own field.',
        }),
      );
    }
  }
  switch (entity) {
    case 'organization':
      if (conversion.barred.matches(cols))
        refuse(
          'barred_organisation',
          'This organisation cannot be in the directory (FIRE-03).',
          'name',
        );
      break;
    case 'service':
      if (cols['status'] !== undefined && cols['lifecycle'] === undefined) {
        cols['lifecycle'] =
          { active: 'listed', defunct: 'closed' }[String(cols['status'])] ?? 'paused';
      }
      if (
        cols['minimum_age'] !== undefined &&
        cols['maximum_age'] !== undefined &&
        Number(cols['minimum_age']) > Number(cols['maximum_age'])
      ) {
        note(
          finding('bad_value', 'The lowest age is above the highest; neither is used.', {
            column: 'minimum_age',
          }),
        );
        delete cols['minimum_age'];
        delete cols['maximum_age'];
      }
      if (cols['checked_on'] === undefined) fresh['first_imported_on'] = conversion.today;
      break;
    case 'schedule':
      for (const one of checkRule(cols, failedTime)) note(one);
      dropBadZone(cols, note);
      break;
    case 'place_rule':
      dropBadZone(cols, note);
      break;
    case 'phone':
      finishPhone(cols, conversion, note);
      break;
    case 'address':
      finishAddress(cols, fresh, note);
      break;
    case 'language': {
      const given = cols['code'] ?? cols['name'];
      const code =
        given === undefined
          ? undefined
          : (languageCode(String(given)) ??
            (cols['name'] === undefined ? undefined : languageCode(String(cols['name']))));
      if (code) cols['code'] = code;
      else if (given !== undefined)
        refuse(
          'unknown_language',
          'No language of this name or code is known.',
          cols['code'] === undefined ? 'name' : 'code',
        );
      break;
    }
    case 'cost_option':
      if (cols['currency'] !== undefined) {
        const currency = String(cols['currency']).toUpperCase();
        if (/^[A-Z]{3}$/.test(currency)) cols['currency'] = currency;
        else delete cols['currency'];
      }
      break;
    case 'required_document':
      if (
        cols['doc_code'] !== undefined &&
        !(DOC_CODES as readonly unknown[]).includes(cols['doc_code'])
      )
        delete cols['doc_code'];
      break;
    case 'service_capacity':
      if (
        cols['stale_after'] !== undefined &&
        !/^\d{1,4}:[0-5]\d:[0-5]\d$/.test(String(cols['stale_after']))
      )
        delete cols['stale_after'];
      break;
    case 'taxonomy_term':
      if (refusedTerm(String(cols['name'] ?? ''))) {
        conversion.columns.refuse(
          'taxonomy_term.name',
          refusedTerm(String(cols['name'] ?? '')) ?? '',
        );
        refuse(
          'status_column_refused',
          'The term says what status people have. It was not imported (FIRE-02).',
          'name',
        );
      }
      break;
    case 'attribute':
      for (const column of ['value', 'label']) {
        const concept = typeof cols[column] === 'string' ? refusedTerm(cols[column]) : undefined;
        if (concept) {
          conversion.columns.refuse(`attribute.${column}`, concept);
          refuse(
            'status_column_refused',
            'The attribute says what status people have. It was not imported (FIRE-02).',
            column,
          );
        }
      }
      break;
    case 'fact':
      finishFact(cols, fresh, conversion, refuse);
      break;
    case 'field_text': {
      const subject = linkedEntity(raw.values);
      const target = subject ? SPECS[subject].columns[String(cols['field'])] : undefined;
      if (target?.kind !== 'line' && target?.kind !== 'text')
        refuse('unknown_field', 'The translation is of a field that has no text.', 'field');
      const lang = cols['lang'] === undefined ? undefined : languageCode(String(cols['lang']));
      if (lang) cols['lang'] = lang;
      else refuse('unknown_language', 'The language of the translation is not known.', 'lang');
      break;
    }
    case 'service_need':
      if (!isNeedCode(String(cols['need'])))
        refuse('unknown_need', 'There is no need of this code.', 'need');
      break;
    default:
  }
  for (const [column, { required }] of Object.entries(spec.columns)) {
    if (required && !raw.partial && (cols[column] ?? fresh[column] ?? null) === null) {
      if (withheld.includes(column) || refused) refused = true;
      else refuse('required_missing', `${column} is needed and is missing.`, column);
    }
  }
  if (spec.parents && !spec.parents.some((parent) => cols[parent])) {
    refuse(
      'required_missing',
      `It belongs to nothing: one of ${spec.parents.join(', ')} is needed.`,
      spec.parents[0] ?? '',
    );
  }
  return refused;
}

function dropBadZone(cols: Values, note: (one: Finding) => void): void {
  if (typeof cols['time_zone'] === 'string' && !isZone(cols['time_zone'])) {
    note(
      finding('bad_value', 'Expected an IANA time zone such as Europe/Athens.', {
        column: 'time_zone',
      }),
    );
    delete cols['time_zone'];
  }
}

function finishPhone(cols: Values, conversion: Conversion, note: (one: Finding) => void): void {
  if (typeof cols['number'] !== 'string') return;
  const phone = cleanPhone(cols['number'], conversion.phoneCountry);
  cols['number'] = phone.number;
  if (phone.extension !== undefined && cols['extension'] === undefined)
    cols['extension'] = phone.extension;
  if (phone.e164) cols['e164'] = phone.e164;
  else
    note(
      finding('phone_invalid', 'The number could not be recognised; it is kept as it stands.', {
        column: 'number',
      }),
    );
}

function finishAddress(cols: Values, fresh: Values, note: (one: Finding) => void): void {
  if (typeof cols['country'] === 'string') {
    const code = countryCode(cols['country']);
    if (code) cols['country'] = code;
    else delete cols['country'];
  }
  const [street, city] = [cols['address_1'], cols['city']];
  // Half an address is still of use; the missing half stays empty, nothing is invented.
  if (street === undefined && city !== undefined) fresh['address_1'] = '';
  if (city === undefined && street !== undefined) fresh['city'] = '';
  if ((street === undefined) !== (city === undefined)) {
    note(
      finding('required_missing', 'The address has no street or no town.', {
        column: street === undefined ? 'address_1' : 'city',
        severity: 'warning',
      }),
    );
  }
}

function finishFact(
  cols: Values,
  fresh: Values,
  conversion: Conversion,
  refuse: (code: FindingCode, sentence: string, column: string) => void,
): void {
  const code = String(cols['code'] ?? '');
  const own = /^x_[a-z0-9_]{1,60}$/.test(code);
  if (!isFactCode(code) && !own)
    return refuse('unknown_field', 'There is no fact of this code.', 'code');
  const concept = own ? refusedTerm(code.slice(2)) : undefined;
  if (concept) {
    conversion.columns.refuse('fact.code', concept);
    return refuse(
      'status_column_refused',
      'The fact says what status people have. It was not imported (FIRE-02).',
      'code',
    );
  }
  if (cols['review_by'] === undefined) {
    const { review } = isFactCode(code) ? REVIEW_DAYS[FACTS[code].clock] : REVIEW_DAYS.quick;
    // Without a date of its check a fact is overdue from the start, and a repeated import refreshes nothing.
    if (typeof cols['checked_on'] === 'string')
      cols['review_by'] = daysAfter(cols['checked_on'], review);
    else fresh['review_by'] = conversion.today;
  }
}
