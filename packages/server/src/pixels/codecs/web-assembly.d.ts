// The part of WebAssembly's JavaScript interface that we use: TypeScript has it in the browser's library alone.
declare namespace WebAssembly {
  /** A compiled module; threads can be given one. */
  interface Module {
    readonly [Symbol.toStringTag]: 'WebAssembly.Module';
  }
  const Module: new (bytes: Uint8Array) => Module;
  /** A module with memory of its own. */
  interface Instance {
    readonly exports: Record<string, unknown>;
  }
  const Instance: new (
    module: Module,
    imports: Record<string, Record<string, (...numbers: number[]) => unknown>>,
  ) => Instance;
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
}
