// The only file that knows the AWS SDK: the calls of S3 that a store needs, with time limits, retries and checksums.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** Where a bucket is, and who asks for it. */
export interface BucketLocation {
  readonly bucket: string;
  /** A server other than Amazon's: its buckets are folders of its address. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Without them the SDK looks where Amazon's own tools look: profiles, roles of machines and containers. */
  readonly credentials:
    | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
    | undefined;
}

/** Limits of what is asked over the network. */
export interface BucketLimits {
  /** Tries of one request: a server that says 500, 503 or "slow down", or cuts the line, is asked again, ever later. */
  readonly attemptsMax: number;
  /** From the first byte of a request to the head of its answer: eight MiB in a minute is a line of a megabit. */
  readonly requestTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Entries that one answer of a listing holds at most; S3 gives no more than 1000. */
  readonly listedMax: number;
}

/** What is used when nothing else is said. */
export const bucketLimits: BucketLimits = {
  attemptsMax: 5,
  requestTimeoutMs: 60_000,
  connectTimeoutMs: 5000,
  listedMax: 1000,
};

/** What a new object is marked with: tells one's own object, whose answer was lost, from another's. */
const markName = 'lumenbox-put';
/** An object as its head describes it. */
export interface ObjectHead {
  readonly sizeBytes: number;
  readonly mark: string | undefined;
}

/** Where the next page of a listing of unjoined objects begins. */
export interface UnjoinedPosition {
  readonly KeyMarker?: string | undefined;
  readonly UploadIdMarker?: string | undefined;
}

/** The calls. Each throws `S3ServiceException` or an error of the network once all tries have failed. */
export type Bucket = ReturnType<typeof openBucket>;

/** Opens a bucket; nothing is asked yet. */
export function openBucket(location: BucketLocation, limits: BucketLimits = bucketLimits) {
  const { bucket, endpoint, region, credentials } = location;
  const client = new S3Client({
    region,
    maxAttempts: limits.attemptsMax,
    requestHandler: {
      requestTimeout: limits.requestTimeoutMs,
      throwOnRequestTimeout: true,
      connectionTimeout: limits.connectTimeoutMs,
    },
    // Content-MD5 is sent with every write: older servers know nothing of the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  return {
    ...wholeWrites(client, bucket),
    ...partWrites(client, bucket),
    ...reads(client, bucket),
    ...listings(client, bucket, limits.listedMax),
  };
}

function signed(Body: Uint8Array) {
  return { Body, ContentMD5: md5(Body), ContentLength: Body.length };
}

function wholeWrites(client: S3Client, Bucket: string) {
  return {
    /** Writes an object. `ifNew`: refused with 412 when the key is taken, with 501 by servers that cannot tell. */
    put: async (Key: string, body: Uint8Array, options: { mark: string; ifNew: boolean }) => {
      const condition = options.ifNew ? { IfNoneMatch: '*' } : {};
      const Metadata = { [markName]: options.mark };
      await client.send(new PutObjectCommand({ Bucket, Key, ...signed(body), Metadata, ...condition }));
    },
    delete: async (Key: string) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
    },
  };
}

function partWrites(client: S3Client, Bucket: string) {
  return {
    /** Begins an object of several parts, and gives the id of that. */
    beginParts: async (Key: string, options: { mark: string }) => {
      const Metadata = { [markName]: options.mark };
      const begun = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, Metadata }));
      return begun.UploadId ?? '';
    },
    /** Writes a part, counted from 1, and gives its tag. */
    putPart: async (Key: string, body: Uint8Array, part: { uploadId: string; number: number }) => {
      const { uploadId: UploadId, number: PartNumber } = part;
      const command = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, ...signed(body) });
      return (await client.send(command)).ETag ?? '';
    },
    /** Makes an object of its parts; `tags` are those of all parts, in order. */
    joinParts: async (
      Key: string,
      options: { uploadId: string; tags: readonly string[]; ifNew: boolean },
    ) => {
      const Parts = options.tags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
      const condition = options.ifNew ? { IfNoneMatch: '*' } : {};
      const whole = { Bucket, Key, UploadId: options.uploadId, MultipartUpload: { Parts }, ...condition };
      await client.send(new CompleteMultipartUploadCommand(whole));
    },
    /** Gives up an object of several parts. */
    dropParts: async (Key: string, UploadId: string) => {
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    },
  };
}

function reads(client: S3Client, Bucket: string) {
  return {
    /** Opens the bytes from a position. `tag`: of the same object as before, or 412. */
    get: async (Key: string, options: { start: number; end: number | undefined; tag?: string }) => {
      const { start, end, tag } = options;
      const isWhole = start === 0 && end === undefined;
      const range = isWhole ? {} : { Range: `bytes=${start}-${end ?? ''}` };
      const command = new GetObjectCommand({ Bucket, Key, ...range, ...(tag ? { IfMatch: tag } : {}) });
      const { Body, ContentLength = 0, ETag = '' } = await client.send(command);
      return { body: Body as Readable, sizeBytes: ContentLength, tag: ETag };
    },
    head: async (Key: string): Promise<ObjectHead> => {
      const { ContentLength = 0, Metadata } = await client.send(new HeadObjectCommand({ Bucket, Key }));
      return { sizeBytes: ContentLength, mark: Metadata?.[markName] };
    },
  };
}

function listings(client: S3Client, Bucket: string, listedMax: number) {
  return {
    /** A page of the objects below a prefix. */
    list: async (Prefix: string, ContinuationToken: string | undefined) => {
      const page = { Bucket, Prefix, ContinuationToken, MaxKeys: listedMax };
      const { Contents = [], NextContinuationToken } = await client.send(new ListObjectsV2Command(page));
      const objects = Contents.map(({ Key = '', Size = 0, LastModified }) => ({
        key: Key,
        sizeBytes: Size,
        modifiedMs: LastModified?.getTime() ?? Number.NaN,
      }));
      return { objects, next: NextContinuationToken };
    },
    /** A page of the objects of several parts that nobody has ended yet. */
    listUnjoined: async (Prefix: string, after: UnjoinedPosition) => {
      const page = { Bucket, Prefix, ...after, MaxUploads: listedMax };
      const answer = await client.send(new ListMultipartUploadsCommand(page));
      const uploads = (answer.Uploads ?? []).map(({ Key = '', UploadId = '', Initiated }) => ({
        key: Key,
        uploadId: UploadId,
        begunMs: Initiated?.getTime() ?? Number.NaN,
      }));
      const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = answer;
      const next = { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker };
      return { uploads, next: IsTruncated === true && NextKeyMarker !== undefined ? next : undefined };
    },
  };
}

/** RFC 1864: what S3 compares with what it received. Not for security: the request is signed with its SHA-256. */
function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}

/** What S3 answered: an HTTP status and a code of its own; `undefined` when the fault is of the network. */
export function refusalOf(error: unknown): { status: number; code: string } | undefined {
  if (!(error instanceof S3ServiceException)) return undefined;
  return { status: error.$metadata.httpStatusCode ?? 0, code: error.name };
}
