/** Builds `dist` once, before any test: the command line is tested as it is shipped. */
import { execFileSync } from 'node:child_process';

export const setup = (): void => {
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: `${import.meta.dirname}/..`, stdio: 'inherit' });
};
