/** Hot loops in WebAssembly: each is a text (`.wat`) with its bytes beside it, and a file of TypeScript that calls it. */
import { assert } from './assert.ts';

/** What is used of it, since the types of ES2023 do not know it. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports?: Record<string, Record<string, number | WasmMemory>>,
  ) => { readonly exports: unknown };
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => WasmMemory;
};

/** Code that is compiled and has no memory yet. */
export type WasmModule = object;

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

const PAGE_BYTES = 65_536;

/** Compiles bytes. @param code base64 */
export function moduleOf(code: string): WasmModule {
  // WebAssembly is little-endian and typed arrays are as the machine is: they would not understand each other.
  assert(new Uint8Array(Uint32Array.of(1).buffer)[0] === 1, 'a machine is not little-endian');
  return new WebAssembly.Module(Uint8Array.from(atob(code), (char) => char.charCodeAt(0)));
}

/** What a module exports, given what it imports from `of`. The caller says what that is; the text of the module is the proof. */
export function instanceOf<Exports>(module: WasmModule, of?: Record<string, number | WasmMemory>): Exports {
  return new WebAssembly.Instance(module, of === undefined ? undefined : { of }).exports as Exports;
}

/** Arrays are laid out one after the other, then the memory is made, large enough for all and never larger. */
export class Layout {
  #bytes: number;

  /** @param head bytes that the module keeps for itself, from the start */
  constructor(head: number) {
    this.#bytes = head;
  }

  /** Takes room for an array and returns where it begins, in bytes: a multiple of 16. */
  room(bytes: number): number {
    const at = Math.ceil(this.#bytes / 16) * 16;
    this.#bytes = at + bytes;
    return at;
  }

  memory(): WasmMemory {
    const pages = Math.ceil(this.#bytes / PAGE_BYTES);
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  }
}
