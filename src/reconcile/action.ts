/** What a reconcile asks of the queue when it ends well. */
export type Action = { readonly requeueAfterMs: number } | 'awaitChange';
