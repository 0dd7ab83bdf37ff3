// Sends and fetches imaging over REST in tests: files, forms and zips in, zips out.
/* oxlint-disable typescript/no-explicit-any -- tests look into answers of every form. */
import yauzl from 'yauzl';
import type { TestMember } from './makers.ts';
import type { TestServer } from './test-server.ts';

/** A file of a form. */
export interface FormFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type?: string;
}

/** An answer to an upload. */
export interface UploadAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form.
  readonly body: any;
}

/** Calls the imaging API as one member. */
export interface ImagingClient {
  send(path: string, body: Uint8Array, type?: string): Promise<UploadAnswer>;
  sendForm(
    path: string,
    parts: readonly (FormFile | [field: string, value: string])[],
  ): Promise<UploadAnswer>;
  /** The files of a study's zip by path. */
  download(patientId: string, studyId: string): Promise<Map<string, Buffer>>;
}

/** Makes a client for a member of a test server. */
export function imagingClient(server: TestServer, member: Pick<TestMember, 'headers'>): ImagingClient {
  const send: ImagingClient['send'] = async (path, body, type = 'application/dicom') => {
    const answer = await server.app.inject({
      method: 'POST',
      url: `/api/v1${path}`,
      headers: { ...member.headers, 'content-type': type },
      payload: Buffer.from(body),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  return {
    send,
    sendForm: (path, parts) => {
      const { body, type } = encodeForm(parts);
      return send(path, body, type);
    },
    download: async (patientId, studyId) => {
      const answer = await server.app.inject({
        url: `/api/v1/patients/${patientId}/studies/${studyId}/archive`,
        headers: member.headers,
      });
      if (answer.statusCode !== 200) throw new Error(`The download answered ${answer.statusCode}.`);
      return readZip(answer.rawPayload);
    },
  };
}

/** The bytes of a form. */
export function encodeForm(parts: readonly (FormFile | [field: string, value: string])[]): {
  body: Buffer;
  type: string;
} {
  const boundary = '----lumenbox-test-form';
  const chunks: Buffer[] = [];
  for (const part of parts) {
    if (Array.isArray(part)) {
      const [field, value] = part;
      const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n`;
      chunks.push(Buffer.from(`${head}${value}\r\n`));
      continue;
    }
    const file = part;
    const disposition = `Content-Disposition: form-data; name="files[]"; filename="${file.name}"`;
    const type = `Content-Type: ${file.type ?? 'application/octet-stream'}`;
    chunks.push(
      Buffer.from(`--${boundary}\r\n${disposition}\r\n${type}\r\n\r\n`),
      Buffer.from(file.bytes),
      Buffer.from('\r\n'),
    );
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(chunks), type: `multipart/form-data; boundary=${boundary}` };
}

/** The files in a zip by path. */
export async function readZip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    files.set(entry.fileName, Buffer.concat(chunks));
  }
  return files;
}
