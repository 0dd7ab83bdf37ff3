// The status of a C-STORE that failed without an outcome (PS3.4 B.2.3).
import { statuses, storeStatuses } from '@lumenbox/dicom/network';
import { describe, expect, it } from 'vitest';
import { DatabaseError } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { statusOfError } from './store-status.ts';

describe('a C-STORE that could not be done', () => {
  it.each(['busy', 'full', 'unavailable', 'closed'] as const)(
    'is to be sent again when the database is %s',
    (kind) => {
      expect(statusOfError(new DatabaseError(kind, 'SQL'))).toEqual(
        statusOfError(failure.unavailable('The disk is away.')),
      );
      expect(statusOfError(new DatabaseError(kind, 'SQL')).status).toBe(storeStatuses.outOfResources);
    },
  );

  it('is a fault of ours when the database refuses a statement, or anything else fails', () => {
    for (const error of [new DatabaseError('other', 'SQL'), new Error('x')])
      expect(statusOfError(error).status).toBe(statuses.processingFailure);
  });
});
