// The URI Service for viewers of before DICOMweb (WADO-URI, PS3.18 9): one instance, named by query parameters.
import { failure } from '../../platform/errors.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { acceptedRanges, isInRange, type MediaRange, notAcceptable, parseAccept } from './media-types.ts';
import { retrieveObjects } from './retrieve-objects.ts';
import type { TranscodingDeps } from './transcoding.ts';

const dicom = 'application/dicom';

/** The handler of the URI Service. */
export function createUriHandlers(deps: TranscodingDeps): Handlers<'retrieveByUri'> {
  return { retrieveByUri: (call) => retrieveByUri(deps, call) };
}

async function retrieveByUri(deps: TranscodingDeps, call: Call<'retrieveByUri'>): Promise<Answer> {
  const { query, caller } = call;
  if (query.get('requestType') !== 'WADO')
    throw failure.validation({ requestType: ['The request type is WADO (PS3.18 9.1.2.1).'] });
  const parameters = {
    study: required(query, 'studyUID'),
    series: required(query, 'seriesUID'),
    instance: required(query, 'objectUID'),
  };
  return retrieveObjects(deps, caller, { ranges: [wantedRange(call)], parameters });
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '')
    throw failure.validation({ [name]: [`The parameter ${name} is required.`] });
  return value;
}

/** `contentType` names what is wanted, and lies within Accept where both are there (PS3.18 9.1.2.2). */
function wantedRange({ query, request }: Call<'retrieveByUri'>): MediaRange {
  const named = query.get('contentType');
  const ranges = named === null ? acceptedRanges({ query, request }) : parseAccept(named);
  if (!ranges.some((range) => range.quality > 0 && isInRange(range, { type: dicom }))) throw notAcceptable();
  const transferSyntax = query.get('transferSyntax');
  return {
    type: dicom,
    quality: 1,
    // Without one it is Explicit VR Little Endian, as everywhere (PS3.18 9.4.1).
    parameters: new Map(transferSyntax === null ? [] : [['transfer-syntax', transferSyntax]]),
  };
}
