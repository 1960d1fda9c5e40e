/** Processor architectures, in the words of Amazon Linux's public SSM parameters. */
export type Architecture = 'x86_64' | 'arm64';

const sizes = /^(nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?)$/;

/**
 * The architecture of an EC2 instance type (`t3.micro`), from its family's name: a `g` behind the generation says
 * Graviton, which is arm64; so is the first generation, `a1`. Undefined for what is no such type, and for Macs, where
 * Amazon Linux does not run. Source: EC2 User Guide, "Amazon EC2 instance type naming conventions".
 */
export function architectureOf(instanceType: string): Architecture | undefined {
  const [, series, generation, options] = /^([a-z]+)(\d+)([a-z]*)(?:-[a-z0-9]+)?\./.exec(instanceType) ?? [];
  const size = instanceType.slice(instanceType.indexOf('.') + 1);
  if (options === undefined || series === 'mac' || !sizes.test(size)) return undefined;
  return options.includes('g') || `${series}${generation}` === 'a1' ? 'arm64' : 'x86_64';
}
