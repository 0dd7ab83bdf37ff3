// The part of WebAssembly's JavaScript interface that we use: TypeScript has it in the browser's library alone.
declare namespace WebAssembly {
  /** A compiled module; threads can be given one. */
  class Module {
    constructor(bytes: Uint8Array);
  }
  /** A module with memory of its own. */
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, (...numbers: number[]) => unknown>>);
    readonly exports: Record<string, unknown>;
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
}
