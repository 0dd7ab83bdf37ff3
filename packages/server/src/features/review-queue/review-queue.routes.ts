// The operations on the review queue, and the service that answers each.
import { route } from '../../access/index.ts';
import type { LabelledReviewItem } from '../../archive/index.ts';
import { presentPage, type Route, reply } from '../../platform/http/index.ts';
import { type AcceptDeps, acceptReviewItem, acceptReviewItems } from './accept-items.ts';
import { documentHeaders } from './review-documents.present.ts';
import { reviewedDocument, reviewedDocumentText } from './review-documents.ts';
import { type PictureDeps, renderReviewItem, reviewedFile } from './review-pictures.ts';
import {
  findReviewItem,
  listReviewItems,
  presentFound,
  rejectReviewItem,
  rejectReviewItems,
  showReviewItem,
  summarizeReviewQueue,
} from './review-queue.service.ts';

/** What may show an identity is kept nowhere on its way. */
const unkept = { 'Cache-Control': 'no-store' };

/** Makes the routes. */
export function createReviewQueueRoutes(deps: AcceptDeps & PictureDeps): Route[] {
  return [
    route('listReviewItems', {
      handle: async ({ caller, input, request }) =>
        presentPage(request, input, await listReviewItems(deps, caller, input)),
    }),
    route('summarizeReviewQueue', {
      handle: async ({ caller, input }) => ({
        data: await summarizeReviewQueue(deps, caller, { caseId: input.case_id ?? undefined }),
      }),
    }),
    route('acceptReviewItems', {
      handle: async ({ caller, input }) => ({ data: await acceptReviewItems(deps, caller, input) }),
    }),
    route('rejectReviewItems', {
      handle: async ({ caller, input }) => ({ data: await rejectReviewItems(deps, caller, input.ids) }),
    }),
    ...itemRoutes(deps),
  ];
}

function itemRoutes(deps: AcceptDeps & PictureDeps): Route[] {
  return [
    route('showReviewItem', {
      target: ({ caller, parameters }) => findReviewItem(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({ data: await showReviewItem(deps, caller, target) }),
    }),
    route('renderReviewItem', {
      target: ({ caller, parameters }) => findReviewItem(deps, caller, parameters.id),
      handle: async ({ caller, target, input }) => {
        const { bytes, mediaType } = await renderReviewItem(deps, caller, {
          row: target,
          frame: input.frame,
        });
        return reply({ headers: { ...unkept, 'Content-Type': mediaType }, bytes });
      },
    }),
    route('downloadReviewItem', {
      target: ({ caller, parameters }) => findReviewItem(deps, caller, parameters.id),
      handle: async ({ caller, target }) => {
        const stream = await reviewedFile(deps, caller, target);
        return reply({ headers: { ...unkept, ...fileHeaders(target) }, stream });
      },
    }),
    route('downloadReviewDocument', {
      target: ({ caller, parameters }) => findReviewItem(deps, caller, parameters.id),
      handle: async ({ caller, target }) => {
        const document = await reviewedDocument(deps, caller, target);
        const headers = { ...unkept, ...documentHeaders(document, target) };
        return reply({ headers, bytes: document.bytes });
      },
    }),
    route('readReviewDocument', {
      target: ({ caller, parameters }) => findReviewItem(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({ data: await reviewedDocumentText(deps, caller, target) }),
    }),
    route('acceptReviewItem', {
      target: ({ caller, parameters }) => findReviewItem(deps, caller, parameters.id),
      handle: async ({ caller, target, input }) => ({
        data: await acceptReviewItem(deps, caller, { row: target, input }),
      }),
    }),
    route('rejectReviewItem', {
      target: ({ caller, parameters }) => findReviewItem(deps, caller, parameters.id),
      handle: async ({ caller, target }) => ({
        data: await presentFound(deps, caller, await rejectReviewItem(deps, caller, target)),
      }),
    }),
  ];
}

function fileHeaders({ sop_instance_uid, size_bytes }: LabelledReviewItem): Record<string, string> {
  return {
    'Content-Type': 'application/dicom',
    'Content-Disposition': `attachment; filename="${sop_instance_uid}.dcm"`,
    'Content-Length': String(size_bytes),
  };
}
