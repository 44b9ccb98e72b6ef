import { registerHooks } from 'node:module';
import Mocha from 'mocha';

// Stryker's runner for mocha tries a mutant with the tests as they are loaded; that for jest loads them anew, which takes
// seconds for each of thousands. So mocha runs what is written for jest: this is its `ui`.

/** @type {Mocha.Suite | undefined} */
let file;

/** suite gives what is being declared: the tests of a file, whose hooks are for them alone, or of a `describe` in it. */
export function suite() {
  if (file === undefined) {
    throw new Error('no test file is being loaded');
  }
  return file;
}

/** within declares what is in a `describe`. */
export function within(inner, declare) {
  const outer = file;
  file = inner;
  declare();
  file = outer;
}

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals'
      ? { url: new URL('jest-globals.js', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});

// Stryker takes no other name than those of mocha's own.
Mocha.interfaces.bdd = (root) => {
  root.on('pre-require', (_, path) => {
    file = Mocha.Suite.create(root, path);
  });
};
