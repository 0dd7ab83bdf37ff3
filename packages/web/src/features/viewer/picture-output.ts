// Brings the picture of a panel out of the browser: into a file, or onto paper. A file's name says nothing of a person.
import { saveFile } from '../../shared/save-file.ts';
import { drawPanel, type PictureWishes } from './panel-picture.ts';
import type { PanelSnapshot } from './panel-view.ts';
import classes from './print.module.css';

/** What can be done with a picture. */
export type PictureWay = 'save' | 'savePlain' | 'print';

/** Does it with the panel that is active within an element; false where none shows an image. */
export async function bringOut(
  way: PictureWay,
  stage: HTMLElement | null,
  picture: { snapshot: PanelSnapshot; seriesNumber: number | null | undefined },
): Promise<boolean> {
  const panel = stage?.querySelector<HTMLElement>('section[data-active="true"]');
  if (!panel || picture.snapshot.state !== 'shown') return false;
  const wishes: PictureWishes = { isWhole: way !== 'savePlain' };
  const blob = await drawPanel(panel, wishes);
  if (way === 'print') await printPicture(blob);
  else saveFile(blob, `${pictureName(picture.snapshot, picture.seriesNumber)}.png`);
  return true;
}

/** Modality and numbers: descriptions of series may name people. */
export function pictureName(
  { image, index }: PanelSnapshot,
  seriesNumber: number | null | undefined,
): string {
  const modality = image?.modality.replaceAll(/[^A-Z0-9]/g, '') || 'image';
  const series = typeof seriesNumber === 'number' ? `-series-${seriesNumber}` : '';
  return `${modality}${series}-image-${index + 1}`;
}

/** Puts the picture on a page of its own: print.module.css leaves everything else away. Ends when the browser's dialog is closed. */
async function printPicture(blob: Blob): Promise<void> {
  const address = URL.createObjectURL(blob);
  const page = document.createElement('div');
  page.className = classes.page ?? '';
  const image = new Image();
  image.alt = '';
  image.src = address;
  page.append(image);
  document.body.append(page);
  try {
    await image.decode();
    window.print();
  } finally {
    page.remove();
    URL.revokeObjectURL(address);
  }
}
