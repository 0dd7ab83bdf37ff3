// OHIF, a viewer of another maker, in a real browser from another origin: it lists studies of the running server and draws their pixels.
import { readFileSync } from 'node:fs';
import { phantomStudy } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustSkip, openStage, type Person, picture, type Stage } from '../browser/support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { mustSkipOhif, serveOhif } from './ohif-site.ts';

/** The configuration as our own documentation has it, with the test's address in it. */
function configurationFor(dicomweb: string): string {
  const page = readFileSync(new URL('../../docs/ohif.md', import.meta.url), 'utf8');
  const script = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  return script.replace('http://127.0.0.1:8100/dicomweb', dicomweb);
}

describe.skipIf(mustSkip() || mustSkipOhif())('OHIF', () => {
  let stage: Stage;
  let person: Person;
  let stopOhif: () => Promise<void>;
  let ohif: string;
  beforeAll(async () => {
    const port = await freePort();
    ohif = `http://127.0.0.1:${port}`;
    stage = await openStage({ env: { LUMENBOX_CORS_ORIGINS: ohif } }, { webgl: 'software' });
    const { url } = stage.server;
    const account = await stage.server.createAccount();
    const token = await stage.server.createToken(account);
    for (const bytes of aCtStudy()) {
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/dicom' };
      const answer = await fetch(`${url}/dicomweb/studies`, { method: 'POST', headers, body: bytes });
      expect(answer.status, await answer.text()).toBe(200);
    }
    stopOhif = await serveOhif({ port, configuration: configurationFor(`${url}/dicomweb`) });
    person = await aReader(token);
  });
  afterAll(async () => {
    await stage?.close();
    await stopOhif?.();
  });

  /** Somebody with OHIF and a key. Nothing but OHIF and the server takes part: what it asks of others is refused at once. */
  async function aReader(key: string): Promise<Person> {
    const reader = await stage.person({ baseURL: ohif, viewport: { width: 1280, height: 800 } });
    await reader.page.addInitScript((text) => sessionStorage.setItem('lumenbox-key', text), key);
    await reader.page.route(
      (address) => ![ohif, stage.server.url].includes(address.origin),
      (route) => route.abort(),
    );
    return reader;
  }

  it('lists the study and draws it', async () => {
    const { page } = person;
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.url().startsWith(stage.server.url) && !response.ok())
        refused.push(`${response.status()} ${response.request().method()} ${response.url()}`);
    });
    await page.goto('/');
    await page.getByText('Phantom, Ohif').first().waitFor();
    await picture(page, 'ohif-list');
    await page.goto(`/viewer?StudyInstanceUIDs=${studyInstanceUid}`);
    // Black has one value, a page without its image a few; a slice of noise has many.
    await expect.poll(() => page.evaluate(mostValuesOfCanvases), { timeout: 60_000 }).toBeGreaterThan(64);
    await picture(page, 'ohif-viewer');
    expect(refused).toEqual([]);
  });

  it('gets nothing with a key that is none', async () => {
    // A page without a window is never hidden: it would go on drawing, and take the processor from this one.
    await person.page.close();
    const stranger = await aReader('lbx_nothing');
    const answered = stranger.page.waitForResponse((response) =>
      response.url().includes('/dicomweb/studies'),
    );
    await stranger.page.goto('/');
    expect((await answered).status()).toBe(401);
    expect(await stranger.page.getByText('Phantom, Ohif').count()).toBe(0);
  });
});

/** Runs in the page: how many greys the canvas with the most has. */
function mostValuesOfCanvases(): number {
  const counts = [...document.querySelectorAll('canvas')].map((canvas) => {
    const { width, height } = canvas;
    const context = canvas.getContext('2d');
    if (context === null || width === 0 || height === 0) return 0;
    const { data } = context.getImageData(0, 0, width, height);
    return new Set(data.filter((_, index) => index % 4 === 0)).size;
  });
  return Math.max(0, ...counts);
}

const phantom = { kind: 'ct', slices: 12, patientName: 'Phantom^Ohif', patientId: 'OHIF-1' } as const;
const studyInstanceUid = phantomStudy(phantom).next().value?.studyInstanceUid;

function aCtStudy(): Uint8Array<ArrayBuffer>[] {
  return [...phantomStudy(phantom)].map(({ bytes }) => Uint8Array.from(bytes));
}
