// What the build wrote down of itself, and what the server says of its health.
import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';

const about = z.object({
  version: z.string(),
  licence: z.string(),
  packages: z.array(z.object({ name: z.string(), version: z.string(), licence: z.string() })),
});

/** Version and licences, from a file of the build. */
export const aboutQuery = queryOptions({
  queryKey: ['about'],
  queryFn: async ({ signal }) => about.parse(await (await fetch('/about.json', { signal })).json()),
  staleTime: Number.POSITIVE_INFINITY,
});

const readiness = z.object({ status: z.string(), reasons: z.array(z.string()).optional() });

/** What the server cannot work without and has not: empty when it is well. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: async ({ signal }) => {
    const answer = readiness.parse(await (await fetch('/health/ready', { signal })).json());
    return answer.reasons ?? [];
  },
  refetchInterval: 30_000,
});
