/** The part of the package in use: it brings no types where its exports point. */
declare module '@bcoe/v8-coverage' {
  export interface ScriptCov {
    readonly scriptId: string;
    readonly url: string;
    readonly functions: readonly unknown[];
  }
  export function mergeScriptCovs(scripts: readonly ScriptCov[]): ScriptCov | undefined;
}
