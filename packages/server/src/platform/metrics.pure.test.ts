// The metrics as operators read of them: the table in docs/operations.md is whole and true.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

const manual = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
const row = /^\| `(lumenbox_\w+)` \| (\w+) \|([^|]*)\|/gm;
const documented = [...manual.matchAll(row)].map(([, name = '', kind = '', labels = '']) => ({
  name,
  kind,
  labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
}));

it('the manual names every metric of ours with its kind and its labels, and no other', () => {
  const { registry } = createMetrics({
    withProcess: false,
    quickReads: { scanning: new Set(), slow: new Map() },
  });
  // The registry tells of labels by the metric itself alone.
  const known = registry.getMetricsAsArray().map((metric) => {
    const { name, labelNames } = metric as unknown as { name: string; labelNames: string[] };
    return { name, kind: metric.constructor.name.toLowerCase(), labels: labelNames };
  });
  const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
  expect(documented.sort(byName)).toEqual(known.sort(byName));
});
