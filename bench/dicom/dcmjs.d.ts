// The reader that we measure beside ships no types; the benchmark uses two functions of it.
declare module 'dcmjs';
