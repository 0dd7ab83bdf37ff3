// Every migration, in order. New ones go to the end; released ones are never edited.
import type { Migration } from '../src/platform/database/index.ts';
import { accounts } from './0001-accounts.ts';
import { patients } from './0002-patients.ts';
import { archive } from './0003-archive.ts';
import { imagingSearch } from './0004-imaging-search.ts';
import { smallObjects } from './0005-small-objects.ts';
import { peers } from './0006-peers.ts';
import { resumableUploads } from './0007-resumable-uploads.ts';
import { inbox } from './0008-inbox.ts';
import { studyRetrieval } from './0009-study-retrieval.ts';
import { rankedListTotals } from './0010-ranked-list-totals.ts';
import { searchIndex } from './0011-search-index.ts';
import { transfers } from './0013-transfers.ts';
import { commitments } from './0014-commitments.ts';
import { deidentification } from './0015-deidentification.ts';
import { realmUsage } from './0016-realm-usage.ts';
import { scrub } from './0017-scrub.ts';
import { ownProfiles } from './0018-own-profiles.ts';
import { sealedParts } from './0019-sealed-parts.ts';
import { peerCases } from './0020-peer-cases.ts';
import { worklist } from './0021-worklist.ts';
import { reviewQueue } from './0022-review-queue.ts';
import { reports } from './0023-reports.ts';
import { changes } from './0024-changes.ts';
import { identityMap } from './0025-identity-map.ts';
import { worklistViews } from './0026-worklist-views.ts';
import { identitiesInReview } from './0027-identities-in-review.ts';
import { dueJobsByKind } from './0028-due-jobs-by-kind.ts';
import { compactWorklist } from './0029-compact-worklist.ts';

export const migrations: readonly Migration[] = [
  accounts,
  patients,
  archive,
  imagingSearch,
  smallObjects,
  peers,
  resumableUploads,
  inbox,
  studyRetrieval,
  rankedListTotals,
  searchIndex,
  transfers,
  commitments,
  deidentification,
  realmUsage,
  scrub,
  ownProfiles,
  sealedParts,
  peerCases,
  worklist,
  reviewQueue,
  reports,
  changes,
  identityMap,
  worklistViews,
  identitiesInReview,
  dueJobsByKind,
  compactWorklist,
];
