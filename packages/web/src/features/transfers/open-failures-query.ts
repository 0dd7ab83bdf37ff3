// The failed transfers that want attention, as the server has them.
import { useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';
import { openFailures } from './open-failures.ts';

/** The newest transfers are looked through: what the API gives at once. */
const lookedThroughMax = 100;

/** How many transfers failed and were not sent again, among the newest. */
export function useOpenFailuresCount({ isAllowed }: { isAllowed: boolean }) {
  return useQuery({
    queryKey: ['transfers', 'open-failures'],
    queryFn: async ({ signal }) =>
      openFailures((await api.listTransfers({ per_page: lookedThroughMax }, { signal })).data, new Date())
        .length,
    enabled: isAllowed,
  });
}
