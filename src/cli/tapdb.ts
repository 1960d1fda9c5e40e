#!/usr/bin/env node
import { programOf } from './commands.js';

const program = await programOf(process.argv[2]);
await program.parseAsync();
