// DICOMweb's table of contents: which handlers answer its operations, and how it comes onto the HTTP server.
import type { FastifyInstance } from 'fastify';
import type { RemoveImagingDeps } from '../../features/studies/index.ts';
import { createCapabilityHandlers } from './capabilities.ts';
import { createDeletionHandlers } from './delete-resources.ts';
import type { Handlers } from './handler.ts';
import type { DicomwebOperationName } from './operations.ts';
import { type DicomwebMount, registerDicomweb } from './register-dicomweb.ts';
import { createBulkDataHandlers } from './retrieve-bulk-data.ts';
import { createBulkResourceHandlers } from './retrieve-bulk-resources.ts';
import { createUriHandlers } from './retrieve-by-uri.ts';
import { createFrameHandlers } from './retrieve-frames.ts';
import { createMetadataHandlers, type MetadataDeps } from './retrieve-metadata.ts';
import { createObjectHandlers } from './retrieve-objects.ts';
import { createRenderedHandlers } from './retrieve-rendered.ts';
import { createThumbnailHandlers } from './retrieve-thumbnails.ts';
import { createSearchHandlers, type SearchDeps } from './search.ts';
import { createStoreHandlers, type StoreDeps } from './store-instances.ts';
import type { TranscodingDeps } from './transcoding.ts';

/** What DICOMweb works with. */
export type DicomwebDeps = MetadataDeps & SearchDeps & StoreDeps & TranscodingDeps & RemoveImagingDeps;

/** Makes DICOMweb: a function that mounts it on the HTTP server. */
export function createDicomweb(
  deps: DicomwebDeps,
): (app: FastifyInstance, mount: DicomwebMount) => Promise<void> {
  const handlers: Handlers<DicomwebOperationName> = {
    ...createCapabilityHandlers(),
    ...createStoreHandlers(deps),
    ...createObjectHandlers(deps),
    ...createFrameHandlers(deps),
    ...createRenderedHandlers(deps),
    ...createThumbnailHandlers(deps),
    ...createMetadataHandlers(deps),
    ...createBulkDataHandlers(deps),
    ...createBulkResourceHandlers(deps),
    ...createDeletionHandlers(deps),
    ...createUriHandlers(deps),
    ...createSearchHandlers(deps),
  };
  return (app, mount) => registerDicomweb(app, mount, handlers);
}
