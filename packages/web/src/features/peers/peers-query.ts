// Reading peers: a page of them, and all that can be sent to.
import type { Peer } from '@lumenbox/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';
import type { PagingSearch } from '../../shared/url/list-search.ts';

const peersKey = ['peers'];

/** The query key of everything that shows peers. */
export const allPeersKey: readonly string[] = peersKey;

/** A page of peers. */
export function usePeers(search: PagingSearch) {
  return useQuery({
    queryKey: [...peersKey, search],
    queryFn: ({ signal }) => api.listPeers(search, { signal }),
    placeholderData: keepPreviousData,
  });
}

const pageSize = 100;
/** A thousand peers: nobody chooses from a longer list. */
const pagesMax = 10;

/** The peers that have an address, by title. */
export function useDestinations() {
  return useQuery({
    queryKey: [...peersKey, 'destinations'],
    queryFn: async ({ signal }) => {
      const found: Peer[] = [];
      for (let page = 1; page <= pagesMax; page++) {
        const { data, meta } = await api.listPeers({ page, per_page: pageSize }, { signal });
        found.push(...data.filter((peer) => peer.host !== null));
        if (meta.current_page >= meta.last_page) break;
      }
      return found;
    },
  });
}
