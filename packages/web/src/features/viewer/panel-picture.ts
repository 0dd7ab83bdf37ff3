// The picture that is seen in a panel, as pixels of its own: what is drawn, and above it what is measured and written.

/** What a picture is made of. */
export interface PictureWishes {
  /** With texts, letters, scale, measurements and overlays; without them the image alone, as it is windowed and placed. */
  readonly isWhole: boolean;
}

/** Draws what a panel shows, pixel for pixel of the screen. Throws where the browser has no room for it. */
export async function drawPanel(panel: HTMLElement, { isWhole }: PictureWishes): Promise<Blob> {
  const frame = panel.getBoundingClientRect();
  const scale = window.devicePixelRatio;
  const canvas = new OffscreenCanvas(Math.round(frame.width * scale), Math.round(frame.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no room for a picture.');
  context.fillStyle = '#000';
  context.fillRect(0, 0, canvas.width, canvas.height);
  const drawn = [...panel.querySelectorAll<HTMLElement | SVGSVGElement>('canvas, img, svg')].filter(isShown);
  // The image itself is drawn first, and may be covered by one in other greys.
  const images = drawn.filter((element, index) => index === 0 || element.dataset.picture !== undefined);
  for (const element of isWhole ? drawn : images) {
    context.save();
    context.scale(scale, scale);
    await drawElement(context, element, panel);
    context.restore();
  }
  if (isWhole) {
    context.scale(scale, scale);
    drawTexts(context, panel, frame);
  }
  return canvas.convertToBlob({ type: 'image/png' });
}

/** The icons of notices are no part of a picture. */
function isShown(element: Element): boolean {
  return element.checkVisibility() && element.closest('[role="status"], button') === null;
}

type Context = OffscreenCanvasRenderingContext2D;

async function drawElement(context: Context, element: HTMLElement | SVGSVGElement, panel: HTMLElement) {
  const style = getComputedStyle(element);
  context.imageSmoothingEnabled = style.imageRendering !== 'pixelated';
  context.globalAlpha = opacityOf(element, panel);
  if (style.filter.startsWith('invert')) context.filter = style.filter;
  const { a, b, c, d, e, f } = placeOf(element, panel);
  context.transform(a, b, c, d, e, f);
  if (element instanceof SVGSVGElement) context.drawImage(await imageOf(element), 0, 0);
  else if (element instanceof HTMLCanvasElement)
    context.drawImage(element, 0, 0, element.offsetWidth, element.offsetHeight);
  else if (element instanceof HTMLImageElement) drawContained(context, element);
}

/** A picture of the server is fitted into its element (`object-fit: contain`). */
function drawContained(context: Context, image: HTMLImageElement): void {
  const { offsetWidth, offsetHeight, naturalWidth, naturalHeight } = image;
  const scale = Math.min(offsetWidth / naturalWidth, offsetHeight / naturalHeight);
  const [width, height] = [naturalWidth * scale, naturalHeight * scale];
  context.drawImage(image, (offsetWidth - width) / 2, (offsetHeight - height) / 2, width, height);
}

function opacityOf(element: Element, panel: Element): number {
  let opacity = 1;
  for (let at: Element | null = element; at !== null && at !== panel; at = at.parentElement)
    opacity *= Number(getComputedStyle(at).opacity);
  return opacity;
}

/** How an element lies in the panel, with all that turns and enlarges it on the way. */
function placeOf(element: Element, panel: Element): DOMMatrix {
  let place = new DOMMatrix();
  for (let at: Element | null = element; at !== null && at !== panel; at = at.parentElement) {
    const { transform, transformOrigin } = getComputedStyle(at);
    const [x = 0, y = 0] = transformOrigin.split(' ').map(Number.parseFloat);
    const [left, top] = at instanceof HTMLElement ? cornerOf(at) : [0, 0];
    place = new DOMMatrix()
      .translate(left + x, top + y)
      .multiply(new DOMMatrix(transform === 'none' ? '' : transform))
      .translate(-x, -y)
      .multiply(place);
  }
  return place;
}

/** From the corner of the parent: the browser tells it from the next ancestor that is placed. */
function cornerOf(element: HTMLElement): [number, number] {
  const { offsetParent, parentElement, offsetLeft, offsetTop } = element;
  if (offsetParent === parentElement || parentElement === null) return [offsetLeft, offsetTop];
  return [offsetLeft - parentElement.offsetLeft, offsetTop - parentElement.offsetTop];
}

/** Lines drawn as SVG, as an image; it asks for nothing from elsewhere. */
async function imageOf(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(svg.clientWidth || svg.width.baseVal.value));
  copy.setAttribute('height', String(svg.clientHeight || svg.height.baseVal.value));
  copy.style.transform = 'none';
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

/** Words as they stand on the screen, each at its own place: lines break there as they do in the page. */
function drawTexts(context: Context, panel: HTMLElement, frame: DOMRect): void {
  context.textBaseline = 'alphabetic';
  for (const element of panel.querySelectorAll<HTMLElement>('[data-texts] *')) {
    if (element.classList.contains('visually-hidden')) continue;
    const { color, fontWeight, fontSize, fontFamily, borderBottomWidth } = getComputedStyle(element);
    context.fillStyle = color;
    // The whole of `font` is empty where digits are of one width.
    context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    context.shadowColor = '#000';
    context.shadowBlur = textShadow;
    for (const node of element.childNodes)
      if (node instanceof Text) for (const word of wordsOf(node)) drawWord(context, word, frame);
    if (Number.parseFloat(borderBottomWidth) > 0) drawBar(context, element.getBoundingClientRect(), frame);
  }
}

/** Legible on bright ground too. */
const textShadow = 4;

interface Word {
  readonly text: string;
  readonly place: DOMRect;
}

function wordsOf(node: Text): Word[] {
  const range = document.createRange();
  return [...node.data.matchAll(/\S+/g)].map(({ 0: text, index }) => {
    range.setStart(node, index);
    range.setEnd(node, index + text.length);
    return { text, place: range.getBoundingClientRect() };
  });
}

function drawWord(context: Context, { text, place }: Word, frame: DOMRect): void {
  const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText(text);
  const baseline = place.top - frame.top + (place.height - ascent - descent) / 2 + ascent;
  context.fillText(text, place.left - frame.left, baseline);
}

/** The line of the scale, with its two ends. */
function drawBar(context: Context, place: DOMRect, frame: DOMRect): void {
  const [left, right] = [place.left - frame.left, place.right - frame.left];
  const [top, bottom] = [place.top - frame.top, place.bottom - frame.top];
  context.strokeStyle = context.fillStyle;
  context.beginPath();
  for (const [x, y] of [
    [left, top],
    [left, bottom],
    [right, bottom],
    [right, top],
  ] as const)
    context.lineTo(x, y);
  context.stroke();
}
