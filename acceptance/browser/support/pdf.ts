// A PDF that stands in a page, as a browser test sees it.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Waits until the browser's reader stands in the page's frame, and has a PDF of ours open in a frame of its own. */
export function pdfIsShown(page: Page): Promise<void> {
  const isOfPdf = (address: string) =>
    /^chrome-extension:|\/file\?version=|\/(?:pdf|document)$/.test(address);
  return expect.poll(() => page.frames().filter((one) => isOfPdf(one.url())).length).toBe(3);
}
