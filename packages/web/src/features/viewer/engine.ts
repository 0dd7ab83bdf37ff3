// Starts and stops Cornerstone: one engine while a viewer is open, a bounded cache, nothing left behind on closing.
import { cache, imageLoader, init as initCore, metaData, RenderingEngine } from '@cornerstonejs/core';
import { init as initTools } from '@cornerstonejs/tools';
import { loadFrame } from './frame-loader.ts';
import { provideMetadata } from './image-metadata.ts';
import { forgetImages } from './image-registry.ts';
import { type AskText, dropToolGroups, makeToolGroup } from './tools.ts';

/** The engine's name among Cornerstone's own. */
export const engineId = 'lumenbox';

/** Part of the machine's memory that decoded frames may take, as far as the browser tells how much there is. */
const memoryShare = 0.2;
/** Gigabytes to reckon with where the browser does not tell: a modest laptop's. */
const memoryGbDefault = 4;
const gigabyte = 1024 ** 3;

/** Bytes of decoded frames that are kept. */
export function cacheBytesMax(): number {
  return Math.round(Math.min(memoryGb(), 8) * memoryShare * gigabyte);
}

/**
 * One context for all panels: each takes a tenth of a second to make where the processor draws, and the planes of a volume
 * share its texture instead of holding one each.
 */
const configuration = { rendering: { webGlContextCount: 1 }, debug: {} };

let isReady = false;

/** Opens the engine. */
export function startEngine(askText: AskText): RenderingEngine {
  if (!isReady) {
    initCore(configuration);
    initTools();
    imageLoader.registerImageLoader('lumenbox', loadFrame);
    metaData.addProvider(provideMetadata, 10_000);
    isReady = true;
  }
  cache.setMaxCacheSize(cacheBytesMax());
  makeToolGroup('stack', askText);
  makeToolGroup('planes', askText);
  return new RenderingEngine(engineId);
}

const drawing = new WeakSet<RenderingEngine>();

/** To be told when an image stands that it drew. */
export function noteDrawn(engine: RenderingEngine): void {
  drawing.add(engine);
}

/** Whether it has drawn something: until then it has programs to compile, which the processor takes a second for. */
export function hasDrawn(engine: RenderingEngine): boolean {
  return drawing.has(engine);
}

/** Closes it, and gives the memory back. */
export function stopEngine(engine: RenderingEngine): void {
  engine.destroy();
  dropToolGroups();
  cache.purgeCache();
  forgetImages();
}

let isDrawing: boolean | undefined;

/** Whether the browser draws in three dimensions and has the memory for it; else the server renders. Found out once: it takes a context. */
export function canDraw(): boolean {
  isDrawing ??= memoryGb() > memoryGbMin && hasWebGl();
  return isDrawing;
}

/** With no more than this, a film of some hundred frames ends the tab. */
const memoryGbMin = 1;

function memoryGb(): number {
  return (navigator as { deviceMemory?: number }).deviceMemory ?? memoryGbDefault;
}

function hasWebGl(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}
