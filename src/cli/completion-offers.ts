import type { Argument, Command, Option } from 'commander';

/** What only the machine of the person who types can say. `any`: a value that nobody can guess. */
export type Source = 'databases' | 'namespaces' | 'contexts' | 'files' | 'any';

/** What may stand at one place of a command line. */
export interface Offer {
  /** `at:option`: `plan:--output` for its value, `plan:-` for the options of a command, `plan:` for what else it takes. */
  readonly keys: readonly string[];
  readonly words: readonly (readonly [word: string, description: string])[];
  readonly sources: readonly Source[];
}

/** The offers of a command and those below it. `at`: how it is called, without the program's name. */
export function offersOf(command: Command, at = ''): readonly Offer[] {
  const options = command.createHelp().visibleOptions(command);
  const inner = command.commands.map((each): [string, string] => [each.name(), each.description()]);
  const [argument] = command.registeredArguments;
  return [
    { keys: [`${at}:-`], words: options.flatMap(flagsOf), sources: [] },
    { keys: [`${at}:`], words: [...inner, ...choicesOf(argument)], sources: sourcesOf(argument) },
    ...options.filter(({ required, optional }) => required || optional).map((option) => valuesOf(option, at)),
    ...command.commands.flatMap((each) => offersOf(each, at === '' ? each.name() : `${at} ${each.name()}`)),
  ].filter(({ words, sources }) => words.length + sources.length > 0);
}

const flagsOf = (option: Option): [string, string][] =>
  [option.long, option.short].flatMap((flag) => (flag ? [[flag, option.description]] : []));

const valuesOf = (option: Option, at: string): Offer => ({
  keys: flagsOf(option).map(([flag]) => `${at}:${flag}`),
  words: choicesOf(option),
  sources: option.argChoices ? [] : [sourceOf(option)],
});

const choicesOf = (of: Option | Argument | undefined): [string, string][] =>
  (of?.argChoices ?? []).map((choice) => [choice, '']);

function sourceOf({ long, flags }: Option): Source {
  if (long === '--context') return 'contexts';
  if (long?.endsWith('namespace')) return 'namespaces';
  return flags.includes('<file>') ? 'files' : 'any';
}

const SOURCES: Readonly<Record<string, readonly Source[]>> = {
  name: ['databases'],
  file: ['files'],
  'file-or-name': ['databases', 'files'],
};

const sourcesOf = (argument: Argument | undefined): readonly Source[] => SOURCES[argument?.name() ?? ''] ?? [];
