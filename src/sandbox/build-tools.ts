/** `npm run tools`: every program of the sandbox is found or built, one after another since each build takes all cores. */
import { findTool, TOOLS } from './tools.js';

for (const tool of TOOLS) {
  process.stdout.write(`${tool}: ${await findTool(tool)}\n`);
}
