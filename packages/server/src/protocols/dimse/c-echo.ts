// C-ECHO (PS3.7 9.1.5, PS3.4 A): we are here.
import { statuses, verificationUid } from '@lumenbox/dicom/network';
import type { DimseService } from './deps.ts';

export const echo: DimseService = {
  refusalOf: ({ context }) =>
    context.abstractSyntax === verificationUid ? undefined : statuses.sopClassNotSupported,
  serve: async (_deps, { respond }) => respond({ status: statuses.success }),
};
