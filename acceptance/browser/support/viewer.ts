// The viewer as tests see it: studies that are sent in, panels that are waited for, pixels that are read off the screen.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { request } from './walk.ts';

/** Software draws slowly, and the machine has other things to do. */
export const patience = { timeout: 15_000 };

interface ListedStudy {
  readonly id: string;
  readonly study_instance_uid: string | null;
}

/** Where the viewer shows a study, whosever it is. */
export async function findInViewer(url: string, token: string, studyInstanceUid: string): Promise<string> {
  const { data } = await request<{ data: { id: string }[] }>(`${url}/api/v1/patients?per_page=100`, token);
  for (const { id: patientId } of data) {
    const address = await viewerAddress(url, token, { patientId, studyInstanceUid }).catch(() => undefined);
    if (address !== undefined) return address;
  }
  throw new Error(`Nobody has a study ${studyInstanceUid}.`);
}

/** The address of a patient's study in the viewer. */
export async function viewerAddress(
  url: string,
  token: string,
  { patientId, studyInstanceUid }: { patientId: string; studyInstanceUid: string },
): Promise<string> {
  const { data } = await request<{ data: ListedStudy[] }>(
    `${url}/api/v1/patients/${patientId}/studies?per_page=100`,
    token,
  );
  const study = data.find((one) => one.study_instance_uid === studyInstanceUid);
  if (study === undefined) throw new Error(`The patient has no study ${studyInstanceUid}.`);
  return `/patients/${patientId}/studies/${study.id}/viewer`;
}

/** A panel, by its number from 1. */
export function panel(page: Page, number = 1) {
  return page.getByTestId(`panel-${number}`);
}

/** Waits until a panel shows an image, from 1. */
export async function shown(page: Page, image: number, number = 1): Promise<void> {
  const state = panel(page, number).locator('[data-state]');
  await expect
    .poll(
      async () => [await state.getAttribute('data-state'), await state.getAttribute('data-image')],
      patience,
    )
    .toEqual(['shown', String(image)]);
  // The state is told when the image is drawn; the canvas is filled in the same frame.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** A pixel of an image, from the top left. */
export interface Point {
  readonly column: number;
  readonly row: number;
}

/** Points all over an image, none on its edge. */
export function pointsOver({ columns, rows }: { columns: number; rows: number }, perSide = 12): Point[] {
  const steps = Array.from({ length: perSide }, (_, index) => (index + 0.5) / perSide);
  return steps.flatMap((down) =>
    steps.map((across) => ({ column: Math.floor(across * columns), row: Math.floor(down * rows) })),
  );
}

/** What the screen shows at pixels of an image that is fitted into its panel; red, green and blue of each. */
export function coloursAt(
  page: Page,
  size: { columns: number; rows: number; aspect?: number },
  points: readonly Point[],
  number = 1,
): Promise<[number, number, number][]> {
  return panel(page, number)
    .locator('.cornerstone-canvas')
    .evaluate(
      (element, { columns, rows, aspect = 1, places }) => {
        const canvas = element as HTMLCanvasElement;
        // A copy: reading often from the one that is drawn on makes the browser complain.
        const copy = new OffscreenCanvas(canvas.width, canvas.height);
        const context = copy.getContext('2d', { willReadFrequently: true });
        context?.drawImage(canvas, 0, 0);
        const scale = Math.min(canvas.width / columns, canvas.height / (rows * aspect));
        const left = (canvas.width - columns * scale) / 2;
        const top = (canvas.height - rows * aspect * scale) / 2;
        return places.map(({ column, row }) => {
          const x = Math.floor(left + (column + 0.5) * scale);
          const y = Math.floor(top + (row + 0.5) * scale * aspect);
          const { data } = context?.getImageData(x, y, 1, 1) ?? { data: [0, 0, 0] };
          return [data[0] ?? 0, data[1] ?? 0, data[2] ?? 0] as [number, number, number];
        });
      },
      { ...size, places: [...points] },
    );
}

/** The colours of a picture file at points of an image that is fitted into it. */
export function coloursOfPicture(
  page: Page,
  file: Uint8Array,
  wanted: { readonly columns: number; readonly rows: number; readonly points: readonly Point[] },
): Promise<[number, number, number][]> {
  return page.evaluate(
    async ({ bytes, columns, rows, places }) => {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      context?.drawImage(bitmap, 0, 0);
      const scale = Math.min(bitmap.width / columns, bitmap.height / rows);
      const left = (bitmap.width - columns * scale) / 2;
      const top = (bitmap.height - rows * scale) / 2;
      return places.map(({ column, row }) => {
        const x = Math.floor(left + (column + 0.5) * scale);
        const y = Math.floor(top + (row + 0.5) * scale);
        const [red = 0, green = 0, blue = 0] = context?.getImageData(x, y, 1, 1).data ?? [];
        return [red, green, blue] as [number, number, number];
      });
    },
    { bytes: [...file], ...wanted, places: [...wanted.points] },
  );
}

/** The grey that a linear window makes of a value (PS3.3 C.11.2.1.2.1). */
export function greyOf(value: number, { center, width }: { center: number; width: number }): number {
  const grey = ((value - (center - 0.5)) / (width - 1) + 0.5) * 255;
  return Math.max(0, Math.min(255, grey));
}

/** The largest difference between greys that are on the screen and those that ought to be. */
export function greyError(
  colours: readonly (readonly [number, number, number])[],
  greys: readonly number[],
): number {
  return Math.max(
    ...colours.map((colour, index) =>
      Math.max(...colour.map((channel) => Math.abs(channel - (greys[index] ?? Number.NaN)))),
    ),
  );
}

/** Drags on a panel, in parts of its width and height. */
export async function drag(
  page: Page,
  from: { x: number; y: number },
  to: { x: number; y: number },
  number = 1,
): Promise<void> {
  const box = await panel(page, number).boundingBox();
  if (box === null) throw new Error('The panel is not there.');
  const at = ({ x, y }: { x: number; y: number }) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }), { steps: 3 });
  await page.mouse.move(...at(to), { steps: 3 });
  await page.mouse.up();
}

/** Puts fingers on the page and moves them: the places of all of them at each step, in pixels of the page. */
export async function touch(
  page: Page,
  steps: readonly (readonly (readonly [x: number, y: number])[])[],
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const [index, fingers] of steps.entries())
    await session.send('Input.dispatchTouchEvent', {
      type: index === 0 ? 'touchStart' : 'touchMove',
      touchPoints: fingers.map(([x, y], id) => ({ x, y, id })),
    });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}
