// The layers of the house: imports go one way. Read from top to bottom, a folder may use what stands in its `to` list.
const layers = {
  api: ['api', 'aws'],
  aws: ['aws'],
  composition: ['composition', 'api', 'aws'],
  changes: ['changes', 'api'],
  revisions: ['revisions', 'changes', 'composition', 'api'],
  reconcile: ['reconcile', 'revisions', 'changes', 'composition', 'api', 'aws'],
  controller: ['controller', 'reconcile', 'telemetry', 'api'],
  kube: ['kube', 'reconcile', 'revisions', 'controller', 'api', 'telemetry'],
  telemetry: ['telemetry'],
  graph: ['graph', 'api'],
  security: ['security', 'api'],
  sandbox: ['sandbox', 'kube', 'api'],
};
const pure = ['api', 'aws', 'composition', 'changes', 'revisions', 'graph', 'security'];

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(layers).map(([folder, allowed]) => ({
      name: `layer-${folder}`,
      comment: `src/${folder} may import only ${allowed.join(', ')}`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: '^src/', pathNot: `^src/(${allowed.join('|')})/` },
    })),
    {
      name: 'sandbox-ack-knows-only-the-api',
      comment: 'the stand-in for ACK knows the API as ACK does: nothing of compose, changes or reconcile',
      severity: 'error',
      from: { path: '^src/sandbox/ack/' },
      to: { path: '^src/(composition|changes|reconcile|controller|aws|telemetry)/' },
    },
    {
      name: 'pure-folders-do-no-io',
      severity: 'error',
      from: { path: `^src/(${pure.join('|')})/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|util)$' },
    },
    {
      name: 'only-composition-uses-cdk8s',
      severity: 'error',
      from: { path: '^src/(?!composition/)' },
      to: { path: 'node_modules/(cdk8s|constructs)' },
    },
    {
      name: 'only-kube-uses-client-node',
      severity: 'error',
      from: { path: '^src/(?!kube/)' },
      to: { path: 'node_modules/@kubernetes' },
    },
    {
      name: 'only-telemetry-uses-opentelemetry',
      severity: 'error',
      from: { path: '^src/(?!telemetry/)' },
      to: { path: 'node_modules/@opentelemetry' },
    },
    {
      name: 'the-tracing-sdk-has-one-file',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/telemetry/tracing-sdk' },
      to: { path: 'node_modules/@opentelemetry/(?!api/)' },
    },
    {
      name: 'the-tracing-sdk-is-loaded-on-demand',
      comment: 'an operator that traces nothing loads nothing of it',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/telemetry/tracing-sdk', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'pure-folders-do-not-log',
      severity: 'error',
      from: { path: `^src/(${pure.join('|')})/` },
      to: { path: 'node_modules/(pino|prom-client)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
