// The response of a Store Transaction (PS3.18 10.5.3, Annex I.2): status, and a data set that says what became of each
// instance. Pure.
import type { DicomJson } from '@lumenbox/dicom';
import { instancePath } from './resources.ts';

/** Which object a result is of. */
export interface SopUids {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

/** The UIDs of an instance that could be read that far. */
export interface InstanceUids extends SopUids {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
}

/** What became of one instance of a request. */
export interface StoreResult {
  readonly uids: InstanceUids | undefined;
  /** Without those: which object it is, if that could be read. */
  readonly sop?: SopUids | undefined;
  readonly code:
    | { readonly kind: 'referenced'; readonly warning?: number }
    | { readonly kind: 'failed'; readonly reason: number };
  /** Whether the instance can be retrieved now: not when it is held. */
  readonly isRetrievable: boolean;
}

/** 200: all is stored; 202: some failed, or there is something to be said; 409: none was stored (PS3.18 Table 10.5.3-1). */
export function storeStatus(results: readonly StoreResult[]): 200 | 202 | 409 {
  const stored = results.filter(({ code }) => code.kind === 'referenced');
  if (stored.length === 0) return 409;
  const isPlain = ({ code }: StoreResult) => code.kind === 'referenced' && code.warning === undefined;
  return results.every(isPlain) ? 200 : 202;
}

/** The response's data set (PS3.18 Table I.2-1). `base` is the address of the service. */
export function storeResponse(results: readonly StoreResult[], options: { base: string }): DicomJson {
  const referenced = results.flatMap((result) => referencedItem(result, options.base));
  const failed = results.flatMap((result) => failedItem(result));
  const others = results.flatMap((result) => otherFailure(result));
  const study = onlyStudyOf(results);
  return {
    '00081190': address(study === undefined ? undefined : `${options.base}/studies/${study}`),
    ...(failed.length === 0 ? {} : { '00081198': { vr: 'SQ', Value: failed } }),
    ...(referenced.length === 0 ? {} : { '00081199': { vr: 'SQ', Value: referenced } }),
    ...(others.length === 0 ? {} : { '0008119A': { vr: 'SQ', Value: others } }),
  };
}

/** An address of what can be retrieved, which is there and empty where nothing can (Type 2). */
function address(url: string | undefined): DicomJson[string] {
  return url === undefined ? { vr: 'UR' } : { vr: 'UR', Value: [url] };
}

/** Retrieve URL of the study has a value when all that was stored is of one. */
function onlyStudyOf(results: readonly StoreResult[]): string | undefined {
  const studies = new Set(
    results.filter(({ isRetrievable }) => isRetrievable).map(({ uids }) => uids?.studyInstanceUid),
  );
  return studies.size === 1 ? [...studies][0] : undefined;
}

function referencedItem({ uids, code, isRetrievable }: StoreResult, base: string): DicomJson[] {
  if (code.kind !== 'referenced' || uids === undefined) return [];
  return [
    {
      ...sopReference(uids),
      '00081190': address(isRetrievable ? base + instancePath(uids) : undefined),
      ...(code.warning === undefined ? {} : { '00081196': { vr: 'US', Value: [code.warning] } }),
    },
  ];
}

function failedItem({ uids, sop = uids, code }: StoreResult): DicomJson[] {
  if (code.kind !== 'failed' || sop === undefined) return [];
  return [{ ...sopReference(sop), '00081197': { vr: 'US', Value: [code.reason] } }];
}

/** What could not be read far enough to say which instance it is. */
function otherFailure({ uids, sop = uids, code }: StoreResult): DicomJson[] {
  if (code.kind !== 'failed' || sop !== undefined) return [];
  return [{ '00081197': { vr: 'US', Value: [code.reason] } }];
}

function sopReference(uids: SopUids): DicomJson {
  return {
    '00081150': { vr: 'UI', Value: [uids.sopClassUid] },
    '00081155': { vr: 'UI', Value: [uids.sopInstanceUid] },
  };
}
