/**
 * RDS's formulas for parameter values: `{DBInstanceClassMemory/32768}`, `LEAST({DBInstanceClassMemory/9531392},5000)`.
 * RDS evaluates them on each instance. Source: Amazon RDS User Guide, "Specifying DB parameters".
 */
type FormulaVariable =
  | 'AllocatedStorage'
  | 'DBInstanceClassMemory'
  | 'DBInstanceVCPU'
  | 'EndPointPort'
  | 'TrueIfReplica';
const variables: readonly string[] = [
  'AllocatedStorage',
  'DBInstanceClassMemory',
  'DBInstanceVCPU',
  'EndPointPort',
  'TrueIfReplica',
] satisfies FormulaVariable[];

/** Sizes in bytes, as in RDS. */
type FormulaValues = Readonly<Partial<Record<FormulaVariable, number>>>;
/** The value of a formula; undefined where it needs a variable that is not given. */
export type Formula = (values: FormulaValues) => number | undefined;

type Numbers = (values: FormulaValues) => number;

const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  GREATEST: Math.max,
  LEAST: Math.min,
  SUM: (...values) => values.reduce((sum, value) => sum + value, 0),
  LOG: (value) => Math.log2(value as number),
};

/** Whether a value is meant as a formula rather than as a literal. */
export function looksLikeFormula(text: string): boolean {
  return /[{}]|^\s*[A-Za-z]+\s*\(/.test(text);
}

/** Reads a formula; undefined where RDS would refuse it. Quotients lose their fraction, as in RDS. */
export function parseFormula(text: string): Formula | undefined {
  const tokens = text.match(/\s*(?:\d+(?:\.\d+)?|[A-Za-z]+|[^\s])/g)?.map((token) => token.trim()) ?? [];
  const formula = new FormulaReader(tokens).whole();
  if (formula === undefined) return undefined;
  return (values) => {
    const value = formula(values);
    return Number.isNaN(value) ? undefined : value;
  };
}

/** Recursive descent; every method answers undefined where the text is no formula. */
class FormulaReader {
  private position = 0;

  constructor(private readonly tokens: readonly string[]) {}

  whole(): Numbers | undefined {
    const formula = this.product();
    return this.position === this.tokens.length ? formula : undefined;
  }

  private product(): Numbers | undefined {
    let left = this.operand();
    for (let operator = this.next('*', '/'); operator !== undefined; operator = this.next('*', '/')) {
      const [a, b] = [left, this.operand()];
      if (a === undefined || b === undefined) return undefined;
      left = operator === '*' ? (values) => a(values) * b(values) : (values) => Math.trunc(a(values) / b(values));
    }
    return left;
  }

  private operand(): Numbers | undefined {
    if (this.next('{') !== undefined) return this.closed(this.product(), '}');
    const token = this.tokens[this.position++] ?? '';
    if (/^\d/.test(token)) return () => Number(token);
    if (variables.includes(token)) return (values) => values[token as FormulaVariable] ?? Number.NaN;
    const apply = functions[token.toUpperCase()];
    return apply === undefined || this.next('(') === undefined ? undefined : this.call(apply);
  }

  private call(apply: (...values: number[]) => number): Numbers | undefined {
    const operands: Numbers[] = [];
    do {
      const operand = this.product();
      if (operand === undefined) return undefined;
      operands.push(operand);
    } while (this.next(',') !== undefined);
    return this.closed((values) => apply(...operands.map((operand) => operand(values))), ')');
  }

  private closed(formula: Numbers | undefined, bracket: string): Numbers | undefined {
    return this.next(bracket) === undefined ? undefined : formula;
  }

  private next(...expected: readonly string[]): string | undefined {
    const token = this.tokens[this.position];
    if (token === undefined || !expected.includes(token)) return undefined;
    this.position += 1;
    return token;
  }
}
