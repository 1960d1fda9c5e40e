/** The names of each option's values, the default first. */
export type OptionValues = Readonly<Record<string, readonly string[]>>;
/** The values that are not the default, by option. */
export type Case = Readonly<Record<string, string>>;

/** Options that show nothing where a value of another one is chosen, by `option=value`. */
export type Hides = Readonly<Record<string, readonly string[]>>;

export interface Coverage {
  /** What the given cases leave out: with them, every pair of values that can be valid is seen in one. */
  readonly missing: readonly Case[];
  /** `option=value, option=value`, valid with no value of any third option. */
  readonly impossible: readonly string[];
}

export interface Model {
  readonly options: OptionValues;
  readonly hides: Hides;
  readonly isValid: (of: Case) => boolean;
}

type Chosen = readonly [option: string, value: string];
type Pair = readonly [Chosen, Chosen];
/** As many beginnings are tried for each case; the one that covers most is taken. */
const TRIES = 12;

/**
 * Greedy, after AETG (Cohen et al. 1997), without chance: the same model gives the same cases. A pair that is valid only
 * with other than default values elsewhere is found as long as one third option is enough. Where a third value hides one
 * of a pair, the pair is not seen.
 */
export function coverPairs({ options, hides, isValid }: Model, given: readonly Case[]): Coverage {
  const values = Object.entries(options).flatMap(([option, names]) => names.map((name): Chosen => [option, name]));
  const withoutDefaults = (chosen: readonly Chosen[]): Case =>
    Object.fromEntries(chosen.filter(([option, name]) => name !== options[option]?.[0]));
  const whole = (of: Case): readonly Chosen[] =>
    Object.entries(options).map(([option, [first]]): Chosen => [option, of[option] ?? (first as string)]);

  const isPossible = (chosen: readonly Chosen[]): boolean => {
    const fixed = new Set(chosen.map(([option]) => option));
    if (isValid(withoutDefaults(chosen))) return true;
    return values.some((value) => !fixed.has(value[0]) && isValid(withoutDefaults([...chosen, value])));
  };

  const open = new Map<string, Pair>();
  const impossible: string[] = [];
  const covered = new Set(given.flatMap((of) => seenPairs(whole(of), hides)).map(pairKey));
  for (const [i, a] of values.entries())
    for (const b of values.slice(i + 1)) {
      // A pair in a given case is possible, as that shows.
      if (a[0] === b[0] || covered.has(pairKey([a, b]))) continue;
      if (isPossible([a, b])) open.set(pairKey([a, b]), [a, b]);
      else impossible.push(pairKey([a, b]));
    }

  const complete = (pair: Pair, turn: number): readonly Chosen[] => {
    const isOfPair = (name: string): boolean => name === pair[0][0] || name === pair[1][0];
    const names = Object.keys(options);
    const order = [...names.slice(turn % names.length), ...names.slice(0, turn % names.length)];
    let chosen: readonly Chosen[] = pair;
    for (const option of order.filter((name) => !isOfPair(name))) {
      const hiders = hidersIn(chosen, hides);
      const gain = (name: string): number => {
        const own: Chosen = [option, name];
        return chosen.filter(
          (other) =>
            isSeen([other, own], hiders) && (open.has(pairKey([other, own])) || open.has(pairKey([own, other]))),
        ).length;
      };
      const hidden = (name: string): readonly string[] => hides[`${option}=${name}`] ?? [];
      // What hides nearly everything gets cases of its own.
      const rank = (name: string): number => (hidden(name).length > names.length / 2 ? -1 : gain(name));
      const ranked = [...(options[option] as readonly string[])].toSorted((a, b) => rank(b) - rank(a));
      const name = ranked.find(
        (candidate) => !hidden(candidate).some(isOfPair) && isPossible([...chosen, [option, candidate]]),
      );
      if (name === undefined) throw new Error(`${option} has no value that goes with ${JSON.stringify(chosen)}`);
      chosen = [...chosen, [option, name]];
    }
    return whole(Object.fromEntries(chosen));
  };
  const gainOf = (chosen: readonly Chosen[]): number =>
    seenPairs(chosen, hides).filter((pair) => open.has(pairKey(pair))).length;

  const missing: Case[] = [];
  while (open.size > 0) {
    const pairs = [...open.values()];
    const candidates = Array.from({ length: Math.min(TRIES, pairs.length) }, (_none, turn) =>
      complete(pairs[Math.floor((turn * pairs.length) / TRIES)] as Pair, turn),
    );
    const best = candidates.reduce((a, b) => (gainOf(b) > gainOf(a) ? b : a));
    for (const pair of seenPairs(best, hides)) open.delete(pairKey(pair));
    missing.push(withoutDefaults(best));
  }
  return { missing, impossible };
}

const pairKey = ([a, b]: Pair): string => `${a.join('=')}, ${b.join('=')}`;

/** The options that hide an option, by that. */
function hidersIn(chosen: readonly Chosen[], hides: Hides): ReadonlyMap<string, readonly string[]> {
  const hiders = new Map<string, string[]>();
  for (const [option, name] of chosen)
    for (const hidden of hides[`${option}=${name}`] ?? []) hiders.set(hidden, [...(hiders.get(hidden) ?? []), option]);
  return hiders;
}

const isSeen = ([[a], [b]]: Pair, hiders: ReadonlyMap<string, readonly string[]>): boolean =>
  [a, b].every((option) => (hiders.get(option) ?? []).every((hider) => hider === a || hider === b));

/** In the order in which they are chosen. */
function seenPairs(chosen: readonly Chosen[], hides: Hides): readonly Pair[] {
  const hiders = hidersIn(chosen, hides);
  return chosen.flatMap((a, i) =>
    chosen
      .slice(i + 1)
      .map((b): Pair => [a, b])
      .filter((pair) => isSeen(pair, hiders)),
  );
}

/** One case for each value that is not the default, with what it needs to be valid. */
export function eachValue({ options, isValid }: Model): readonly Case[] {
  const all = Object.entries(options).flatMap(([option, [, ...names]]) => names.map((name) => ({ [option]: name })));
  return all.map((alone) => {
    const found = [alone, ...all.map((other) => ({ ...other, ...alone }))].find(isValid);
    if (found === undefined) throw new Error(`${JSON.stringify(alone)} is never valid`);
    return found;
  });
}
