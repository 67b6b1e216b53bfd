import type { KnipConfig } from 'knip';

// An entry's exports count as used. Schemas and ports are the public interface of the engine; the rest of the code has to earn its exports.
const configuration: KnipConfig = {
  entry: [
    'bin/{monitor,setup}.js',
    'src/cli/main.ts',
    'schemas/*.ts',
    'src/ports/*.ts',
    'tools/*.ts',
    'test/**/*.test.ts',
    'test/support/children/*.ts', // started as processes of their own
    'test/mutation/*.{js,ts}', // read by name
  ],
  project: ['{bin,test}/**/*.js', '{src,agents,schemas,policies,migrations,test,tools}/**/*.ts'],
  ignoreBinaries: ['script'], // of every system that has terminals
  // A type that a function's signature names is part of that signature.
  ignoreExportsUsedInFile: { interface: true, type: true },
};
export default configuration;
