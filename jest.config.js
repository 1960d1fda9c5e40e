/** Unit tests, scenarios and properties run everywhere; test/cluster needs the sandbox's control plane (npm run tools). */
export default {
  extensionsToTreatAsEsm: ['.ts'],
  resolver: '<rootDir>/test/support/resolver.cjs',
  // Tests on the sandbox mostly wait, so that two of them fit the smallest machine; more would make the clocks of others lie.
  maxWorkers: 2,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/', '<rootDir>/reports/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
};
