// Signing and amending: what makes a report binding, and how a binding one still changes.
import type { AmendReport, SignReport, StudyReport } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import { failure } from '../../platform/errors.ts';
import type { ReportDeps } from './read-reports.ts';
import { signReportVersion } from './report-versions.store.ts';
import { addVersion, changeReport, changesOf } from './reports.service.ts';
import { type CurrentReport, updateReportVersion } from './reports.store.ts';

/** Makes a draft final. Throws `conflict` when it is signed already, is empty, or was changed since it was read. */
export async function signReport(
  deps: ReportDeps,
  caller: Caller,
  report: CurrentReport,
  input: SignReport,
): Promise<StudyReport> {
  return changeReport(deps, caller, { report, madeFrom: input.version }, async (trx, before) => {
    if (before.status !== 'draft') throw failure.conflict('This report is signed already.');
    if (before.body === null && before.file_id === null)
      throw failure.conflict('This report says nothing yet. Write it, or upload its PDF, and sign it then.');
    const now = deps.clock.now();
    const { id, version } = before;
    await signReportVersion(trx, caller.scope, { reportId: id, version, by: signerOf(caller), now });
    await updateReportVersion(trx, caller.scope, { id, version, now });
    await deps.audit.record(trx, caller.origin, {
      event: 'report.signed',
      object: { type: 'report', id },
      details: { version },
    });
  });
}

/**
 * Makes a signed version that differs from the signed one before it. Throws `conflict` for a draft and when there is a newer
 * version, `validation` when nothing would change.
 */
export async function amendReport(
  deps: ReportDeps,
  caller: Caller,
  report: CurrentReport,
  { version: madeFrom, reason, ...input }: AmendReport,
): Promise<StudyReport> {
  return changeReport(deps, caller, { report, madeFrom }, async (trx, before) => {
    if (before.status === 'draft') throw failure.conflict('This report is a draft: change it, and sign it.');
    const changes = changesOf(before, input);
    const fields = Object.keys(changes);
    if (fields.length === 0)
      throw failure.validation({ body: ['The amendment changes nothing. Say what is to be read instead.'] });
    if ((changes.body === undefined ? before.body : changes.body) === null && before.file_id === null)
      throw failure.validation({ body: ['The body field is required.'] });
    const signature = { signed_by: signerOf(caller), signed_at: deps.clock.now() };
    const version = await addVersion(trx, deps, caller, {
      before,
      changes: { ...changes, ...signature, status: 'amended', reason },
    });
    await deps.audit.record(trx, caller.origin, {
      event: 'report.amended',
      object: { type: 'report', id: before.id },
      details: { version, fields },
    });
  });
}

/** In whose name: that of the account, also when it acts through a key. */
function signerOf({ origin, userId }: Caller): string {
  return origin.actor.name ?? userId;
}
