// Tests and sources import `./x.js` as TypeScript's NodeNext wants it; here `./x.js` may stand as `./x.ts`.
// With TAPDB_TEST_BUILD=1 everything under src/ is taken from build/, so that the coverage of the tests and of the
// operator's processes speaks of the same scripts.
const path = require('node:path');
const root = path.resolve(__dirname, '../..');
const compiled = process.env.TAPDB_TEST_BUILD === '1';

module.exports = (request, options) => {
  if (!request.startsWith('.') && !path.isAbsolute(request)) return options.defaultResolver(request, options);
  const target = path.resolve(options.basedir, request);
  const inSource = path.relative(path.join(root, 'src'), target);
  if (compiled && !inSource.startsWith('..')) {
    return options.defaultResolver(path.join(root, 'build', inSource), options);
  }
  if (
    target.endsWith('.js') &&
    !target.includes(`${path.sep}node_modules${path.sep}`) &&
    !target.includes(`${path.sep}build${path.sep}`)
  ) {
    try {
      return options.defaultResolver(`${target.slice(0, -3)}.ts`, options);
    } catch {
      // a plain .js file
    }
  }
  return options.defaultResolver(request, options);
};
