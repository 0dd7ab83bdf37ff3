// Reads the XML that data sets are written in: elements, attributes, text. No document types, so no entities of its own.

/** XML that cannot be read. The message names the fault and the place, never the text. */
export class DicomXmlError extends Error {
  constructor(problem: string, offset?: number) {
    super(offset === undefined ? problem : `${problem} at character ${offset}`);
    this.name = 'DicomXmlError';
  }
}

/** An element. Names are without their prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  /** All text directly inside. */
  text: string;
}

/** Two elements for each level of a sequence, and sequences nest no deeper than data sets may. */
const depthMax = 210;
/** Elements of one document: a bound on what one text makes of memory, about 100 MB. An image of 5000 frames has half of them. */
const elementsMax = 400_000;

const token =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s<>/]+)\s*>|<([^\s<>/!?]+)((?:\s+[^\s<>/=]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const attributePattern = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The root element of a document. Throws {@link DicomXmlError}. */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open: XmlElement[] = [root];
  let count = 0;
  token.lastIndex = 0;
  for (let offset = text.startsWith('\ufeff') ? 1 : 0; offset < text.length; offset = token.lastIndex) {
    token.lastIndex = offset;
    const match = token.exec(text);
    if (match === null) throw new DicomXmlError('not well-formed, or a document type', offset);
    const [, data, closed, opened, attributes = '', slash, plain] = match;
    const inside = open.at(-1) as XmlElement;
    if (closed !== undefined) {
      if (open.length === 1 || inside.name !== localName(closed))
        throw new DicomXmlError('an end that nothing begins', offset);
      open.pop();
    } else if (opened !== undefined) {
      if (open.length > depthMax) throw new DicomXmlError('nested too deep', offset);
      if (++count > elementsMax) throw new DicomXmlError('too many elements', offset);
      const element = {
        name: localName(opened),
        attributes: attributesOf(attributes),
        children: [],
        text: '',
      };
      inside.children.push(element);
      if (slash === '') open.push(element);
    } else if (data !== undefined) inside.text += data;
    else if (plain !== undefined) inside.text += decodeEntities(plain, offset);
  }
  const [element, ...others] = root.children;
  if (open.length > 1 || element === undefined || others.length > 0 || root.text.trim() !== '')
    throw new DicomXmlError('not one whole element');
  return element;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single] of text.matchAll(attributePattern))
    attributes.set(name, decodeEntities(double ?? single ?? '', 0));
  return attributes;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string, offset: number): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  if (!lines.includes('&')) return lines;
  return lines.replace(
    /&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w{1,8}));|&/g,
    (_, decimal?: string, hexadecimal?: string, name?: string) => {
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
      const sign = name === undefined ? characterOf(code) : entities[name];
      if (sign === undefined) throw new DicomXmlError('an unknown entity', offset);
      return sign;
    },
  );
}

function characterOf(code: number): string | undefined {
  return code >= 1 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
