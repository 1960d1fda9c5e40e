/** Whether an argument is a file, `-` for stdin included: a name in the cluster has neither a dot nor a slash. */
export const isFile = (target: string): boolean => target === '-' || /[./\\]/.test(target);
