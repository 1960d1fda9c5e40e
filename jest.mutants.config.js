import config from './jest.config.js';

/** What Stryker runs against each mutant: the tests of compose, plan and validation, straight from the sources. */
export default {
  ...config,
  testMatch: ['api', 'changes', 'composition'].map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
};
