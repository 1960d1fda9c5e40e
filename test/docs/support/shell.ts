/** One command with its arguments, without what is before it (`NAME=value`, `npx`, `do`) and behind it (`> file`, `| next`). */
export interface Command {
  readonly words: readonly string[];
  /** Files that it writes by redirection. */
  readonly writes: readonly string[];
}

const BEFORE = /^(?:[A-Za-z_]\w*=.*|npx|do|then|else|!)$/;
const SEPARATORS = [';', '|', '||', '&&', '&', '\n'];

/** The commands of a script in the plain form that pages have: words, quotes, pipes, lists, loops. */
export function commandsOf(script: string): readonly Command[] {
  const commands: Command[] = [];
  let tokens: string[] = [];
  for (const token of [...tokensOf(script), '\n']) {
    if (!SEPARATORS.includes(token)) {
      tokens.push(token);
      continue;
    }
    const command = commandOf(tokens);
    if (command.words.length > 0) commands.push(command);
    tokens = [];
  }
  return commands;
}

function commandOf(tokens: readonly string[]): Command {
  const redirection = tokens.findIndex((token) => /^>>?$/.test(token));
  const words = redirection < 0 ? tokens : tokens.slice(0, redirection);
  const start = words.findIndex((word) => !BEFORE.test(word));
  return {
    words: (start < 0 ? [] : words.slice(start)).map(unquoted),
    writes: redirection < 0 ? [] : tokens.slice(redirection + 1).map(unquoted),
  };
}

/** Words with their quotes, separators, and redirections. `$(…)` is part of a word. */
function tokensOf(script: string): readonly string[] {
  const text = script.replaceAll('\\\n', ' ');
  const word = /(?:\$\((?:[^()]|\([^()]*\))*\)|"(?:\\.|\$\([^)]*\)|[^"\\])*"|'[^']*'|\\.|[^\s;|&<>"'#]|(?<=\S)#)+/;
  const token = new RegExp(`#[^\n]*|(${word.source}|\\|\\||&&|>>|[;|&<>\n])`, 'g');
  return [...text.matchAll(token)].flatMap(([, found]) => found ?? []);
}

const unquoted = (word: string): string => word.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, '$1$2');
