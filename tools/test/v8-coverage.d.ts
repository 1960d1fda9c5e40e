/** The part of the package in use: it brings no types where its exports point. */
declare module '@bcoe/v8-coverage' {
  import type { Profiler } from 'node:inspector';

  export type ScriptCov = Profiler.ScriptCoverage;
  export function mergeScriptCovs(scripts: readonly ScriptCov[]): ScriptCov | undefined;
}
