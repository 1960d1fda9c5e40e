import { Command, Option } from 'commander';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { writeDot, writeMermaid } from '../graph/diagram.js';
import { type Leaf, writePage } from '../graph/page.js';
import { drawSvg } from '../graph/svg.js';
import { topologyOf } from '../graph/topology.js';
import { addClusterOptions } from './cluster-options.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith } from './exit-code.js';
import { liveLeaves } from './live-leaves.js';
import { FILE_OR_NAME, readScene, type Scene, type SceneOptions } from './read-scene.js';

type Format = 'svg' | 'html' | 'mermaid' | 'dot';

interface GraphOptions extends SceneOptions {
  readonly output: Format;
}

/** The subcommand `graph`. */
export function graphCommand(): Command {
  return addClusterOptions(new Command('graph'))
    .description('draw the topology of a TapDatabase: from a manifest as it would be, from the cluster as it is')
    .argument('<file-or-name>', FILE_OR_NAME)
    .option('--composition <file>', 'the TapComposition that the manifest follows')
    .addOption(new Option('-o, --output <format>').choices(['svg', 'html', 'mermaid', 'dot']).default('svg'))
    .addHelpText('after', examples('graph shop.yaml > shop.svg', 'graph shop -n production -o html > shop.html'))
    .action((target: string, options: GraphOptions) => exitWith(() => draw(target, options)));
}

async function draw(target: string, options: GraphOptions): Promise<ExitCode> {
  const scene = await readScene(target, options);
  process.stdout.write(write(options.output, scene.database, leavesOf(scene)));
  return 0;
}

const leavesOf = ({ database, children, seenAt, blueprint }: Scene): readonly Leaf[] =>
  seenAt === undefined
    ? children.map((child) => ({ child, standing: 'planned', message: '' }))
    : liveLeaves(database, children, seenAt, blueprint);

function write(format: Format, database: TapDatabase, leaves: readonly Leaf[]): string {
  const standings = new Map(leaves.map(({ child, standing }) => [child, standing]));
  const children = leaves.map(({ child }) => child);
  const topology = topologyOf(database, children, (child) => standings.get(child) ?? 'planned');
  switch (format) {
    case 'svg':
      return drawSvg(topology);
    case 'mermaid':
      return writeMermaid(topology);
    case 'dot':
      return writeDot(topology);
    case 'html':
      return writePage(database, leaves, drawSvg(topology, { isTitled: false }));
  }
}
