// The S3 server of a test run: buckets of a test's own on it, or none where no server could be had.
import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { newId } from '../../src/platform/ids.ts';

const environment = process.env;

/** Whether there is an S3 server to test with; `npm test` starts one, and fails in CI when it cannot. */
export const hasS3 = environment.LUMENBOX_TEST_S3_ENDPOINT !== undefined;

/** Who asks, and where; for `openS3Store` and for the environment of a server. */
export const s3Access = {
  endpoint: environment.LUMENBOX_TEST_S3_ENDPOINT ?? '',
  region: environment.LUMENBOX_TEST_S3_REGION ?? '',
  credentials: {
    accessKeyId: environment.LUMENBOX_TEST_S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.LUMENBOX_TEST_S3_SECRET_ACCESS_KEY ?? '',
  },
};

const client = new S3Client({
  ...s3Access,
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
});

/** Makes a bucket and gives its name. */
export async function makeBucket(): Promise<string> {
  const name = `test-${newId()}`;
  await client.send(new CreateBucketCommand({ Bucket: name }));
  return name;
}

/** How many objects of several parts have been begun in a bucket and not ended. */
export async function countUnjoined(Bucket: string): Promise<number> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
  return Uploads.length;
}

/** What a server of a test is told to keep its objects in a bucket. */
export function s3Environment(options: { bucket: string; endpoint?: string }): Record<string, string> {
  return {
    LUMENBOX_STORAGE_URL: `s3://${options.bucket}/objects`,
    LUMENBOX_S3_ENDPOINT: options.endpoint ?? s3Access.endpoint,
    LUMENBOX_S3_REGION: s3Access.region,
    AWS_ACCESS_KEY_ID: s3Access.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3Access.credentials.secretAccessKey,
  };
}
