/** What a command that is called in this process writes and ends with. */
import { vi } from 'vitest';
import { CommandEnd } from '../../src/cli/output.ts';

export interface Heard {
  code: number;
  out: string;
  err: string;
}

/** Hears both streams until `end`. @returns what was said, and what to do with a fault: the end of a command is its code */
export function hearing(): { said: Heard; ended: (fault: unknown) => void; end: () => void } {
  const said: Heard = { code: 0, out: '', err: '' };
  const listen = (name: 'out' | 'err') => (chunk: string | Uint8Array) => {
    said[name] += String(chunk);
    return true;
  };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(listen('out'));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(listen('err'));
  return {
    said,
    ended: (fault) => {
      if (!(fault instanceof CommandEnd)) throw fault;
      said.code = fault.code;
    },
    end: () => {
      out.mockRestore();
      err.mockRestore();
    },
  };
}
