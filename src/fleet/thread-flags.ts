/** Flags of Node with which worker threads are started. */

/**
 * A thread that is ended while `require` reads an ES module takes the process with it (Node 20: "IsGraphAsync must be used on
 * an instantiated module"); without that, its file is imported, which may be broken off.
 */
const IMPORTED = process.allowedNodeEnvironmentFlags.has('--experimental-require-module')
  ? ['--no-experimental-require-module']
  : [];

/** @param fromSources whether a thread's file is TypeScript (tests, development), which it must be told how to read */
export const threadFlags = (fromSources: boolean): string[] => (fromSources ? ['--import', 'tsx'] : [...IMPORTED]);
