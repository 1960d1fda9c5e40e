/** What a command's help ends with. */
export const examples = (...lines: readonly [string, ...string[]]): string =>
  `\n${lines.length > 1 ? 'Examples' : 'Example'}:\n${lines.map((line) => `  $ tapdb ${line}`).join('\n')}`;
