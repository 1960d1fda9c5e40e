/** `npm run tools`: every program of the sandbox is found or built, and its path printed. */
import { findTools } from './tools.js';

for (const [tool, path] of Object.entries(await findTools())) process.stdout.write(`${tool}: ${path}\n`);
