// Documents in the review queue: a CDA is read in the page, by its words and as it is, before it is let pass; nothing in it is ever a page.
import { readFile } from 'node:fs/promises';
import { aDocumentInstance, documentSopClassUids } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustSkip, openStage, type Person, type Stage } from './support/browser.ts';
import { faultsOfLooks } from './support/looks.ts';
import { heading, request, signIn, textOf } from './support/walk.ts';

const paragraphs = Array.from(
  { length: 40 },
  (_, index) => `<paragraph>Line ${index + 1}: no abnormality in the lungs of a phantom.</paragraph>`,
);
const letter = `<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="/cda.xsl"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <!-- dictated by Quillfeather -->
  <title>Letter about Ada</title>
  <recordTarget><patientRole><id extension="MRN-7714093"/><birthTime value="19610714"/></patientRole></recordTarget>
  <component><text>
    <table><tbody><tr><td>Haemoglobin</td><td>&lt; 12 g/dl</td></tr></tbody></table>
    <script>document.title = 'taken over'</script><img src="/nowhere.png" onerror="document.title = 'taken over'"/>
    ${paragraphs.join('\n    ')}
    <paragraph>Yours, Dr. Quill<content styleCode="Bold">feather</content></paragraph>
  </text></component>
</ClinicalDocument>
`;

describe.skipIf(mustSkip())('a document in the review queue', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let token: string;
  beforeAll(async () => {
    stage = await openStage();
    const account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Teaching' });
    token = await stage.server.createToken(account);
    person = await stage.person({ viewport: { width: 1440, height: 900 } });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  /** Sends a document into a case of its own, and opens it in the queue. */
  const open = async (label: string, options: Parameters<typeof aDocumentInstance>[0]) => {
    const api = `${stage.server.url}/api/v1`;
    const made = await request<{ data: { id: string } }>(`${api}/cases`, token, { body: { label } });
    const answer = await fetch(`${api}/patients/${made.data.id}/imaging`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/dicom' },
      body: aDocumentInstance({ seed: label, ...options }).bytes as Uint8Array<ArrayBuffer>,
    });
    expect(answer.status).toBe(200);
    await page.goto(`/review-queue?case_id=${made.data.id}`);
    await page.getByRole('link', { name: 'Review', exact: true }).click();
    await heading(page, label);
  };
  const words = () => page.getByRole('region', { name: 'What it says' });
  const source = () => page.getByRole('region', { name: 'The document itself' });
  const downloaded = async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the document' }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };

  it('shows its words in their order, and all of it as it is', async () => {
    await open('TEACH-CDA', { document: Buffer.from(letter) });
    await words().waitFor();
    const said = (await textOf(words())).split('\n');
    expect(said.slice(0, 2)).toEqual(['Letter about Ada', 'Haemoglobin\t< 12 g/dl']);
    expect(said.at(-1)).toBe('Yours, Dr. Quillfeather');
    expect(await textOf(source())).toBe(letter);
    await page.getByText(/^text\/xml · .* · utf-8$/).waitFor();
    await page.getByText(/A document lies inside/).waitFor();
    expect(await faultsOfLooks(page, 'review-document')).toEqual([]);
  });

  it('makes nothing of it a part of the page', async () => {
    expect(await page.title()).not.toContain('taken over');
    for (const part of [words(), source()]) {
      expect(await part.locator('script, img, table, title, paragraph').count()).toBe(0);
      expect(await part.evaluate((node) => node.firstElementChild?.childElementCount)).toBe(0);
    }
  });

  it('is read to its end and accepted by keys', async () => {
    const isAtEnd = (node: Element) =>
      node.scrollTop > 0 && node.scrollTop + node.clientHeight + 2 > node.scrollHeight;
    await page.getByRole('link', { name: 'Download the document' }).focus();
    for (const part of [words(), source()]) {
      await page.keyboard.press('Tab');
      expect(await part.evaluate((node) => node === document.activeElement)).toBe(true);
      await page.keyboard.press('End');
      await expect.poll(() => part.evaluate(isAtEnd)).toBe(true);
    }
    const file = await downloaded();
    expect(file.name).toMatch(/^[\d.]+\.xml$/);
    expect(file.bytes.toString()).toBe(letter);
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('a');
    await page.getByText('Accepted: it is in the case TEACH-CDA.').waitFor();
  });

  it('says what of it cannot be read here', async () => {
    const picture = `<value mediaType="image/png" representation="B64">${'QUJD'.repeat(200)}</value>`;
    const odd = `<!DOCTYPE a [<!ENTITY x "Quillfeather">]><a>${picture}<p>&x; and a < b</p></a>`;
    await open('TEACH-ODD', { document: Buffer.from(odd) });
    await page.getByText(/^It brings a document type, which is not followed/).waitFor();
    await page.getByText(/^It holds data that are not shown here/).waitFor();
    await page.getByText(/^It is not well-formed/).waitFor();
    expect(await textOf(words())).toBe('&x; and a < b');
    expect(await faultsOfLooks(page, 'review-document-notes')).toEqual([]);
  });

  it('says that it is cut, with the whole of it to download', async () => {
    const huge = `<a>${'<p>one of many words</p>'.repeat(30_000)}</a>`;
    await open('TEACH-HUGE', { document: Buffer.from(huge) });
    await page.getByText(/^It says more than is shown here/).waitFor();
    await page.getByText(/^The document is longer than is shown here/).waitFor();
    expect((await textOf(words())).length).toBe(250_000);
    expect((await downloaded()).bytes.length).toBe(huge.length);
  });

  it('that is a material of a model is read as it is, with signs that nobody sees told by number', async () => {
    const material = 'newmtl skin # of \u202erehtaefilliuQ\u202c\nKd 1 0.8 0.7\n';
    await open('TEACH-MTL', {
      document: Buffer.from(material),
      mediaType: 'model/mtl',
      sopClassUid: documentSopClassUids.encapsulatedMtl,
    });
    await expect
      .poll(() => textOf(source()))
      .toBe('newmtl skin # of ⟨U+202E⟩rehtaefilliuQ⟨U+202C⟩\nKd 1 0.8 0.7\n');
    expect(await words().count()).toBe(0);
  });

  it('that is no text is offered as a file', async () => {
    await open('TEACH-STL', {
      document: new Uint8Array(84).fill(1),
      mediaType: 'model/stl',
      sopClassUid: documentSopClassUids.encapsulatedStl,
    });
    await page.getByText('No picture of this').waitFor();
    expect((await downloaded()).name).toMatch(/^[\d.]+\.stl$/);
    expect(person.faults()).toEqual([]);
  });
});
