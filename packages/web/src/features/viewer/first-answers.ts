// Asks for what the viewer shows first while its program is on its way: whose study it is, its series, and the metadata of those that hang.
import type { QueryClient } from '@tanstack/react-query';
import { hang } from './hanging.ts';
import {
  hangingOf,
  imagesQuery,
  listedStudy,
  ofImages,
  type RecordReference,
  recordQuery,
  studyQuery,
} from './load-study.ts';

/** Fails where an answer does. `series` is the one that the address names. */
export async function askForFirstAnswers(
  client: QueryClient,
  wanted: { record: RecordReference; studyId: string; series: string | undefined },
): Promise<void> {
  const { record, studyId } = wanted;
  const known = listedStudy(client, record.id, studyId);
  const [answer] = await Promise.all([
    known ?? client.query(studyQuery(record.id, studyId)),
    client.query(recordQuery(record)),
  ]);
  const study = ofImages(answer);
  const { series } = hang(study.series.map(hangingOf), wanted.series);
  const hung = study.series.filter(({ id }) => series.includes(id));
  await Promise.all(hung.map((one) => client.query(imagesQuery(study, one))));
}
