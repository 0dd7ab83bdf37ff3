// WebAssembly with the types that we need: TypeScript has them in the browser's library alone. Knows no codec.
import { setFlagsFromString } from 'node:v8';

/** A compiled module; threads can be given one. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: 'WebAssembly.Module';
}

/** The memory of an instance; `buffer` is another one after it has grown. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** Functions that an instance may call, by module and name. */
export type WasmImports = Record<string, Record<string, (...numbers: number[]) => unknown>>;

const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => WasmModule;
    readonly Instance: new (
      module: WasmModule,
      imports: WasmImports,
    ) => { readonly exports: Record<string, unknown> };
  };
};

/**
 * Compiles a module; takes some tenths of a second for one of megabytes. Code of WebAssembly is not freed from then on: V8 frees what
 * several threads share at the risk of ending the process ("Check failed: jit_page_->allocations_.erase(addr) == 1",
 * https://github.com/nodejs/node/issues/64500), and what it would free of one module is some megabytes, once.
 */
export function compileModule(bytes: Uint8Array): WasmModule {
  setFlagsFromString('--no-wasm-code-gc');
  return new wasm.Module(bytes);
}

/** An instance with memory of its own: what it exports. */
export function instantiateModule(module: WasmModule, imports: WasmImports): Record<string, unknown> {
  return new wasm.Instance(module, imports).exports;
}
