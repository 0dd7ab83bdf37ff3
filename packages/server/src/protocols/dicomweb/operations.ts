// The table of DICOMweb's operations (PS3.18): path, permission, audit event. A new one is a line here and a handler;
// the routes, the capabilities and the conformance statement come of it.
import type { AuditEventName, Permission } from '@lumenbox/contract';

/** One operation of DICOMweb. */
export interface DicomwebOperation {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS';
  /** Below `/dicomweb`, with `{name}` for parameters; `{path}` at the end is all that is left. */
  readonly path: string;
  /** Who may call: whoever has the permission, or anybody. */
  readonly access: Permission | 'public';
  /** The event that a call leaves in the audit trail; null only where nothing of a person is read or changed. */
  readonly audit: AuditEventName | null;
  /** The transaction, as PS3.18 calls it. */
  readonly transaction: string;
  /** Where it is defined, for instance `PS3.18 10.4`; null for what is ours. */
  readonly section: string | null;
  /** What the answer can be. */
  readonly produces: readonly string[];
  /** What a body can be. */
  readonly consumes?: readonly string[];
}

function operation<const T extends DicomwebOperation>(definition: T): T {
  return definition;
}

/** How data sets are given: those of metadata and the matches of a search. */
const dataSetTypes = ['application/dicom+json', 'multipart/related; type="application/dicom+xml"'] as const;

function searchOperation<const Path extends string>(path: Path) {
  return operation({
    method: 'GET',
    path,
    access: 'studies:read',
    audit: 'imaging.queried',
    transaction: 'Search',
    section: 'PS3.18 10.6',
    produces: dataSetTypes,
  });
}

function renderedOperation<const Path extends string>(path: Path, level: string) {
  return operation({
    method: 'GET',
    path,
    access: 'imaging:read',
    audit: 'study.read',
    transaction: `Retrieve Rendered ${level}`,
    section: 'PS3.18 10.4',
    produces: [
      'image/jpeg',
      'image/png',
      'image/gif',
      'multipart/related; type="image/*"',
      'video/*',
      'application/pdf',
      'text/xml',
    ],
  });
}

function thumbnailOperation<const Path extends string>(path: Path, level: string) {
  return operation({
    method: 'GET',
    path,
    access: 'imaging:read',
    audit: 'study.read',
    transaction: `Retrieve ${level} Thumbnail`,
    section: 'PS3.18 10.4',
    produces: ['image/jpeg', 'image/png', 'image/gif'],
  });
}

function bulkOperation<const Path extends string>(path: Path, resource: string) {
  return operation({
    method: 'GET',
    path,
    access: 'imaging:read',
    audit: 'study.read',
    transaction: `Retrieve ${resource}`,
    section: 'PS3.18 10.4',
    produces: [
      'multipart/related; type="application/octet-stream"',
      'multipart/related; type="image/*"',
      'multipart/related; type="video/*"',
    ],
  });
}

function deletionOperation<const Path extends string>(path: Path, level: string) {
  return operation({
    method: 'DELETE',
    path,
    // As over REST: whoever brings images in does not take them away.
    access: 'studies:write',
    audit: level === 'Study' ? 'study.deleted' : 'imaging.deleted',
    transaction: `Delete ${level}`,
    section: null,
    produces: [],
  });
}

/** What is stored: instances, or metadata with bulk data behind it, in parts or one alone. */
const storedMediaTypes = [
  'multipart/related; type="application/dicom"',
  'multipart/related; type="application/dicom+json"',
  'multipart/related; type="application/dicom+xml"',
  'application/dicom',
  'application/dicom+json',
  'application/dicom+xml',
] as const;

/** Every operation by name. The name is in logs and metrics, behind `dicomweb.`. */
export const dicomwebOperations = {
  retrieveCapabilities: operation({
    method: 'OPTIONS',
    path: '/',
    access: 'public',
    audit: null,
    transaction: 'Retrieve Capabilities',
    section: 'PS3.18 8.9',
    produces: ['application/vnd.sun.wadl+xml', 'application/json'],
  }),
  showCapabilities: operation({
    method: 'GET',
    path: '/',
    access: 'public',
    audit: null,
    transaction: 'Retrieve Capabilities',
    section: null,
    produces: ['application/vnd.sun.wadl+xml', 'application/json'],
  }),
  storeInstances: operation({
    method: 'POST',
    path: '/studies',
    access: 'imaging:write',
    audit: 'imaging.received',
    transaction: 'Store Instances',
    section: 'PS3.18 10.5',
    consumes: storedMediaTypes,
    produces: ['application/dicom+json', 'application/dicom+xml'],
  }),
  storeStudyInstances: operation({
    method: 'POST',
    path: '/studies/{study}',
    access: 'imaging:write',
    audit: 'imaging.received',
    transaction: 'Store Instances of a study',
    section: 'PS3.18 10.5',
    consumes: storedMediaTypes,
    produces: ['application/dicom+json', 'application/dicom+xml'],
  }),
  storePatientInstances: operation({
    method: 'POST',
    path: '/patients/{patient}/studies',
    access: 'imaging:write',
    audit: 'imaging.received',
    transaction: 'Store Instances for a patient or case',
    section: null,
    consumes: storedMediaTypes,
    produces: ['application/dicom+json', 'application/dicom+xml'],
  }),
  retrieveStudy: operation({
    method: 'GET',
    path: '/studies/{study}',
    access: 'imaging:read',
    audit: 'study.exported',
    transaction: 'Retrieve Study',
    section: 'PS3.18 10.4',
    produces: ['multipart/related; type="application/dicom"', 'application/zip'],
  }),
  retrieveSeries: operation({
    method: 'GET',
    path: '/studies/{study}/series/{series}',
    access: 'imaging:read',
    audit: 'study.exported',
    transaction: 'Retrieve Series',
    section: 'PS3.18 10.4',
    produces: ['multipart/related; type="application/dicom"', 'application/zip'],
  }),
  retrieveInstance: operation({
    method: 'GET',
    path: '/studies/{study}/series/{series}/instances/{instance}',
    access: 'imaging:read',
    audit: 'study.exported',
    transaction: 'Retrieve Instance',
    section: 'PS3.18 10.4',
    produces: ['multipart/related; type="application/dicom"', 'application/dicom'],
  }),
  retrieveFrames: operation({
    method: 'GET',
    path: '/studies/{study}/series/{series}/instances/{instance}/frames/{frames}',
    access: 'imaging:read',
    audit: 'study.read',
    transaction: 'Retrieve Frames',
    section: 'PS3.18 10.4',
    produces: [
      'multipart/related; type="application/octet-stream"',
      'multipart/related; type="image/*"',
      'multipart/related; type="video/*"',
    ],
  }),
  retrieveRenderedStudy: renderedOperation('/studies/{study}/rendered', 'Study'),
  retrieveRenderedSeries: renderedOperation('/studies/{study}/series/{series}/rendered', 'Series'),
  retrieveRenderedInstance: renderedOperation(
    '/studies/{study}/series/{series}/instances/{instance}/rendered',
    'Instance',
  ),
  retrieveRenderedFrames: renderedOperation(
    '/studies/{study}/series/{series}/instances/{instance}/frames/{frames}/rendered',
    'Frames',
  ),
  retrieveStudyThumbnail: thumbnailOperation('/studies/{study}/thumbnail', 'Study'),
  retrieveSeriesThumbnail: thumbnailOperation('/studies/{study}/series/{series}/thumbnail', 'Series'),
  retrieveInstanceThumbnail: thumbnailOperation(
    '/studies/{study}/series/{series}/instances/{instance}/thumbnail',
    'Instance',
  ),
  retrieveFrameThumbnail: thumbnailOperation(
    '/studies/{study}/series/{series}/instances/{instance}/frames/{frames}/thumbnail',
    'Frame',
  ),
  retrieveStudyMetadata: operation({
    method: 'GET',
    path: '/studies/{study}/metadata',
    access: 'imaging:read',
    audit: 'study.read',
    transaction: 'Retrieve Study Metadata',
    section: 'PS3.18 10.4',
    produces: dataSetTypes,
  }),
  retrieveSeriesMetadata: operation({
    method: 'GET',
    path: '/studies/{study}/series/{series}/metadata',
    access: 'imaging:read',
    audit: 'study.read',
    transaction: 'Retrieve Series Metadata',
    section: 'PS3.18 10.4',
    produces: dataSetTypes,
  }),
  retrieveInstanceMetadata: operation({
    method: 'GET',
    path: '/studies/{study}/series/{series}/instances/{instance}/metadata',
    access: 'imaging:read',
    audit: 'study.read',
    transaction: 'Retrieve Instance Metadata',
    section: 'PS3.18 10.4',
    produces: dataSetTypes,
  }),
  retrieveBulkData: operation({
    method: 'GET',
    path: '/studies/{study}/series/{series}/instances/{instance}/bulkdata/{path}',
    access: 'imaging:read',
    audit: 'study.read',
    transaction: 'Retrieve Bulk Data',
    section: 'PS3.18 10.4',
    produces: [
      'application/octet-stream',
      'multipart/related; type="application/octet-stream"',
      'multipart/related; type="image/*"',
      'video/*',
    ],
  }),
  retrieveStudyBulkData: bulkOperation('/studies/{study}/bulkdata', 'Study Bulk Data'),
  retrieveSeriesBulkData: bulkOperation('/studies/{study}/series/{series}/bulkdata', 'Series Bulk Data'),
  retrieveInstanceBulkData: bulkOperation(
    '/studies/{study}/series/{series}/instances/{instance}/bulkdata',
    'Instance Bulk Data',
  ),
  retrieveStudyPixelData: bulkOperation('/studies/{study}/pixeldata', 'Study Pixel Data'),
  retrieveSeriesPixelData: bulkOperation('/studies/{study}/series/{series}/pixeldata', 'Series Pixel Data'),
  retrieveInstancePixelData: bulkOperation(
    '/studies/{study}/series/{series}/instances/{instance}/pixeldata',
    'Instance Pixel Data',
  ),
  deleteStudy: deletionOperation('/studies/{study}', 'Study'),
  deleteSeries: deletionOperation('/studies/{study}/series/{series}', 'Series'),
  deleteInstance: deletionOperation('/studies/{study}/series/{series}/instances/{instance}', 'Instance'),
  retrieveByUri: operation({
    method: 'GET',
    path: '/wado',
    access: 'imaging:read',
    audit: 'study.exported',
    transaction: 'Retrieve DICOM Instance by URI',
    section: 'PS3.18 9.4, 9.5',
    produces: ['application/dicom', 'image/jpeg', 'image/png', 'image/gif', 'video/*', 'application/pdf'],
  }),
  searchStudies: searchOperation('/studies'),
  searchSeriesOfStudy: searchOperation('/studies/{study}/series'),
  searchInstancesOfSeries: searchOperation('/studies/{study}/series/{series}/instances'),
  searchInstancesOfStudy: searchOperation('/studies/{study}/instances'),
  searchSeries: searchOperation('/series'),
  searchInstances: searchOperation('/instances'),
} as const satisfies Record<string, DicomwebOperation>;

/** The operations by name. */
export type DicomwebOperations = typeof dicomwebOperations;
/** The name of an operation. */
export type DicomwebOperationName = keyof DicomwebOperations;
