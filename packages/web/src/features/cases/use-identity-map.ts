// The download of what the pseudonyms of a case stand for; a file of nothing but its heading is not handed out as an answer.
import { ApiError, apiPrefix } from '@lumenbox/contract';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { explain } from '../../shared/api/explain.ts';
import { guardedFetch } from '../../shared/api/session-gate.ts';
import { saveFile } from '../../shared/save-file.ts';

/** Enough of a file to see whether a line follows its heading. */
const beginningBytes = 1_000;

/** Saves the file, or says that nothing is kept. */
export function useIdentityMap(caseId: string) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: async () => {
      const answer = await guardedFetch(`${apiPrefix}/cases/${encodeURIComponent(caseId)}/identity-map`);
      if (!answer.ok) throw new ApiError(answer.status, '', {});
      return answer.blob();
    },
    onSuccess: async (file) => {
      const beginning = await file.slice(0, beginningBytes).text();
      if (beginning.trim().includes('\n')) saveFile(file, `identity-map-${caseId}.csv`);
      else notifications.show({ color: 'yellow', message: t('cases.identityMapEmpty') });
    },
    onError: (error) => notifications.show({ color: 'red', message: explain(error, t) }),
  });
}
