/** What handing somebody over writes (VUL-03, VUL-04; chapter 30, section 2.1): the path, the room, who may help, and sealed files. Pure but for the seal. */
import type { SAME_SEX } from '../../../../desk/values.ts';
import { spokenTag, type Visit } from '../../../../desk/visit.ts';
import { sealTo } from '../../../../protection/member-key.ts';
import {
  type Statement,
  type StatementKind,
  statementBytes,
} from '../../../../protection/statement.ts';
import type { Act } from '../../act.ts';
import type { RoleKey } from '../../store/index.ts';

export type Path = RoleKey['compartment'];
export type Wish = (typeof SAME_SEX)[number];

/** The room that suits on each path; the database holds the same rule. */
export const ROOM = { child: 'minors', survivor: 'private_room' } as const;

/** Whom somebody on this path is asked to be helped by, when she said nothing herself (chapter 30, section 3.7). */
export const firstWish = (path: Path | undefined, visit: Visit): Wish | undefined =>
  visit.wishes?.value.same_sex ?? (path === 'survivor' ? 'woman' : undefined);

export type HandOver = {
  path: Path;
  wish: Wish | undefined;
  /** An interpreter of the same wish; only where a language is known. */
  interpreter: boolean;
  /** Areas of the point. */
  spaces: readonly string[];
  files: readonly SealedPart[];
  /** For the interpreter's booking. */
  ref: string;
};

/** One operation: the visit leaves the desk's hands wholly, or not at all. */
export function handOverAct(visit: Visit, given: HandOver): Act {
  const { path, wish, interpreter, spaces, files, ref } = given;
  const { visit_id } = visit;
  const room = ROOM[path];
  const tag = spokenTag(visit);
  const isNewWish = wish !== undefined && wish !== visit.wishes?.value.same_sex;
  return {
    pathways: [{ visit_id, compartment: path }],
    ...(files.length ? { files } : {}),
    events: [
      { kind: 'pathway_opened', visit_id, body: { level: 'now' } },
      ...(isNewWish || path === 'survivor'
        ? [
            {
              kind: 'preference_set' as const,
              visit_id,
              body: {
                ...visit.wishes?.value,
                ...(wish ? { same_sex: wish } : {}),
                ...(path === 'survivor' ? { alone: true } : {}),
              },
            },
          ]
        : []),
      spaces.includes(room)
        ? { kind: 'space_given' as const, visit_id, body: { place_kind: room } }
        : { kind: 'gap_met' as const, visit_id, body: { gap: 'space' } },
      ...(interpreter && tag
        ? [
            {
              kind: 'interpreter_asked' as const,
              visit_id,
              body: {
                interpreter_ref: ref,
                tags: [tag],
                setting: 'room',
                ...(wish ? { same_sex: wish } : {}),
                sensitive: true,
              },
            },
          ]
        : []),
    ],
  };
}

/** What is told later of somebody in other hands: an event without content, so that nobody sees what came. */
export const laterAct = ({ visit_id }: Visit, files: readonly SealedPart[]): Act => ({
  files,
  events: [{ kind: 'note_written', visit_id, body: {} }],
});

export type SealedPart = {
  compartment: Path;
  visit_id: string;
  generation: number;
  sealed: string;
};

/**
 * Seals each text to the given keys, a file each. A tablet that does not know which path it was seals to both: the
 * compartment without the visit cannot reach it.
 */
export async function sealTexts(
  keys: readonly RoleKey[],
  visit_id: string,
  texts: Readonly<Partial<Record<StatementKind, string>>>,
  by: Pick<Statement, 'at' | 'by' | 'second' | 'second_name'>,
): Promise<SealedPart[]> {
  const told = Object.entries(texts).flatMap(([about, text]) => {
    const plain = text.normalize('NFC').trim();
    return plain ? [{ v: 1, about: about as StatementKind, text: plain, ...by } as const] : [];
  });
  // That nobody stays with a child beside one adult is told even where nothing was said.
  if (!told.length && by.second !== undefined) told.push({ v: 1, about: 'said', text: '', ...by });
  return Promise.all(
    keys.flatMap(({ compartment, generation, recipient }) =>
      told.map(async (one) => ({
        compartment,
        visit_id,
        generation,
        sealed: await sealTo(recipient, statementBytes(one)),
      })),
    ),
  );
}
