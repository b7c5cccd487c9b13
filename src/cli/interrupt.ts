/** What a command says when a person stops it. */
import { EXIT, warn } from './output.ts';

let farewell = (): string => 'interrupted: nothing was written';

/** From now on an interrupt is answered with this. */
export const onInterrupt = (tell: () => string): void => {
  farewell = tell;
};

/** Ends at once: whatever a command has written by then is whole. */
export function interrupted(): never {
  warn(`\n${farewell()}`);
  process.exit(EXIT.interrupted);
}
