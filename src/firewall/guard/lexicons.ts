/** The lexicons of all languages, compiled on first use. */
import en from './lexicon/en.json' with { type: 'json' };
import fr from './lexicon/fr.json' with { type: 'json' };
import es from './lexicon/es.json' with { type: 'json' };
import ar from './lexicon/ar.json' with { type: 'json' };
import fa from './lexicon/fa.json' with { type: 'json' };
import ti from './lexicon/ti.json' with { type: 'json' };
import am from './lexicon/am.json' with { type: 'json' };
import de from './lexicon/de.json' with { type: 'json' };
import pt from './lexicon/pt.json' with { type: 'json' };
import tr from './lexicon/tr.json' with { type: 'json' };
import ru from './lexicon/ru.json' with { type: 'json' };
import uk from './lexicon/uk.json' with { type: 'json' };
import so from './lexicon/so.json' with { type: 'json' };
import ur from './lexicon/ur.json' with { type: 'json' };
import ps from './lexicon/ps.json' with { type: 'json' };
import my from './lexicon/my.json' with { type: 'json' };
import { compileLexicon, type Lexicon, type LexiconFile } from './lexicon.ts';

const FILES = [en, fr, es, ar, fa, ti, am, de, pt, tr, ru, uk, so, ur, ps, my] as LexiconFile[];

export const LANGUAGES: readonly string[] = FILES.map((file) => file.language);

let compiled: Lexicon | undefined;

export function lexicon(): Lexicon {
  compiled ??= compileLexicon(FILES);
  return compiled;
}
