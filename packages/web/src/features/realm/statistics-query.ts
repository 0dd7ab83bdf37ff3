// What the realm holds, in numbers.
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';

/** The numbers of the realm; exact. */
export const realmStatisticsQuery = queryOptions({
  queryKey: ['realm', 'statistics'],
  queryFn: async ({ signal }) => (await api.showRealmStatistics({}, { signal })).data,
});
