/**
 * The sounds that a name is read into, whatever script it was written in, and what it costs to take
 * one for another (chapter 30, section 1.3).
 *
 * Pure data: no Node, no DOM. Costs are whole numbers: 20 is one consonant taken for an unrelated one.
 * A vowel costs little, because half of the world's scripts leave it out and Latin spellings vary it.
 */

/**
 * One character a sound. Lower case are the plain ones; `S` sh, `C` ch, `j` dj and zh, `x` kh, `G` gh,
 * `T` th, `D` dh, `'` a stop of the throat. Letters that stand for several sounds are sounds of their
 * own: `W` and `Y` (Arabic and Hebrew waw and ya: consonant or long vowel), `H` (an ending in he or
 * ta marbuta), `c` and `X` (Latin c and x, read differently from Turkey to Somalia), `J` and `Q` (Latin j and ch: James,
 * Jakob, Juan, Jean; Charles, Chantal, Chalid, Chiara), `R` (an r that ends Burmese Zar and is not said).
 * New ones come last: what is stored holds their numbers.
 */
export const SOUNDS = "pbfvwtdTDszSCjkgqxGhmnlry'WYHcXaeiouJQR";
/** From here on a symbol is no sound: a sign that no table reads (emoji, rare characters), by a digest. */
export const OPAQUE = 40;
export const SYMBOLS = 64;

const UNRELATED = 20;
const VOWELS = 'aeiou';
const NEVER = 24;

/** What leaving a sound out costs. */
const LEFT_OUT: Readonly<Record<string, number>> = {
  h: 8,
  "'": 3,
  y: 8,
  w: 12,
  x: 15,
  G: 13,
  W: 8,
  Y: 7,
  H: 3,
  c: 14,
  X: 16,
  J: 8,
  R: 5,
  a: 5,
  e: 5,
  i: 6,
  o: 6,
  u: 6,
};

/** Pairs that are taken for each other, nearest first; what is not named is unrelated. */
const NEAR = `
  pb8 pf8 bv6 fv5 vw3 bw12 pv10 fb12
  td9 tT4 Ts7 Td8 Dd3 Dz5 DT5 Dt9 tC12 ts14 Dj13
  sz6 sS8 zj8 sc4 sC11 zS13 zc8 Sc10
  SC8 Sj10 Cj8 Cc6 Ck10 Cx9 Sx13
  ji9 jg6 jy7 jx12 jh11 jc7 jd13
  kg7 kq2 gq5 kx7 qx8 gG5 Gx9 Gk9 Gq6 Gr11 xh4 Gh9 kh12 qh13 kc2 qc4 gc9 c'8 ch12 gh12 G'9 q'9
  Xx3 Xh5 Xk7 Xs8 XS5 Xz8 XG7 Xc9 Xg9 Xj9 XC9
  mn10 nl14 lr8 rn16 h'4
  wu2 wo4 wW0 Wu0 Wo1 Wv2 Wb9 Wa6 We6 Wi6 WY8
  yi2 ye5 yY0 Yi0 Ye1 Ya4 Yj7 Yo6 Yu6 YW8
  'a2 'e2 'i3 'o3 'u3 'Y5 'W5 'H4
  Ha0 He1 Hh1 Ht7 HT9 Ho4 Hi4 HY4 HW5 Hx6
  Jj1 Jy2 JY2 Ji3 Je6 Jg5 Jx5 Jh6 JG6 JX7 JC7 JS7 Jc7 Jz8 Jd12
  QC1 QS2 Qx3 Qc3 QX4 Qk4 Qh5 QH6 Qq6 QG7 Qs9 Qj8 QJ8 Qg9 Qt12 yr9 Rr1 RH2 R'3 Rl9 Hg8 HG8 HX5
  ae3 ao4 au5 ai5 ei2 ou2 eo5 eu5 io5 iu4
`;

/** Two sounds written where others write one: `ks` and x, `ts` and s. */
const JOINED = `
  ksX2 ksx9 tss5 tsz7 tsc4 tsC8 tSC1 dzz4 dzj5 djj1 dSj3 ngn6 khx3 khk4 ghG2 ghg3 SCS4 SCC4 nkn9 nyn5
  tht3 thT1 dhd2 bhb2 phf2 php3 ssS8 gyj5 kyC5 gjj2 dyj5 tyC6 lyy6 hwW3 hww3 xwx6 kwk6 gwg6 aiY1 eiY1 ayY1 eyY1 aue2
  htt2 hss3 iei2 iee2 Jee2 yee3 iyi3 iJi3 aye3 khQ6 tQC1 SQC5 dJj1
`;

export const idOfSound = (sound: string): number => SOUNDS.indexOf(sound);

const isVowelSound = (sound: string): boolean => VOWELS.includes(sound);

function buildCosts(): Uint8Array {
  const costs = new Uint8Array(SYMBOLS * SYMBOLS).fill(UNRELATED);
  for (let one = 0; one < SYMBOLS; one++) {
    for (let other = 0; other < SYMBOLS; other++) {
      const oneVowel = isVowelSound(SOUNDS[one] ?? '-');
      if (oneVowel !== isVowelSound(SOUNDS[other] ?? '-')) costs[one * SYMBOLS + other] = NEVER;
    }
    costs[one * SYMBOLS + one] = 0;
  }
  for (const entry of NEAR.trim().split(/\s+/)) {
    const [one, other] = [idOfSound(entry.charAt(0)), idOfSound(entry.charAt(1))];
    const cost = Number(entry.slice(2));
    costs[one * SYMBOLS + other] = cost;
    costs[other * SYMBOLS + one] = cost;
  }
  return costs;
}

/** `COST[one * SYMBOLS + other]`: what taking one sound for the other costs, 0..24, symmetric. */
export const COST: Uint8Array = buildCosts();

/** What one sound more or less costs. */
export const OMITTED: Uint8Array = Uint8Array.from(
  { length: SYMBOLS },
  (_, id) => LEFT_OUT[SOUNDS[id] ?? ''] ?? UNRELATED,
);

/** The same where the other side is written without short vowels: a vowel more is no difference. */
export const OMITTED_BY_ABJAD: Uint8Array = OMITTED.map((cost, id) =>
  isVowelSound(SOUNDS[id] ?? '-') ? ((SOUNDS[id] ?? '') < 'f' ? 1 : 2) : cost,
);

/** `JOINS.get((first * SYMBOLS + second) * SYMBOLS + one)`: what two sounds for one cost. */
export const JOINS: ReadonlyMap<number, number> = new Map(
  JOINED.trim()
    .split(/\s+/)
    .map((entry) => {
      const [first, second, one] = [...entry].slice(0, 3).map(idOfSound) as [
        number,
        number,
        number,
      ];
      return [(first * SYMBOLS + second) * SYMBOLS + one, Number(entry.slice(3))] as const;
    }),
);
/** 1 where some join begins with these two sounds, so that the map is asked seldom. */
export const BEGINS_JOIN: Uint8Array = (() => {
  const flags = new Uint8Array(SYMBOLS * SYMBOLS);
  for (const join of JOINS.keys()) flags[Math.floor(join / SYMBOLS)] = 1;
  return flags;
})();
/** 1 where some join begins with this sound. */
export const JOINS_AFTER: Uint8Array = Uint8Array.from({ length: SYMBOLS }, (_, first) =>
  BEGINS_JOIN.subarray(first * SYMBOLS, (first + 1) * SYMBOLS).includes(1) ? 1 : 0,
);

/** 1 for a, e, i, o, u. */
export const IS_VOWEL: Uint8Array = Uint8Array.from({ length: SYMBOLS }, (_, id) =>
  isVowelSound(SOUNDS[id] ?? '-') ? 1 : 0,
);
