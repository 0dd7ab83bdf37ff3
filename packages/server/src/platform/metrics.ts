// Metrics in the Prometheus text format. Names and labels are closed lists; no label ever holds an id or patient data.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { QuickReadReport } from './database/index.ts';

/** The process's metrics. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Makes a registry of its own, so that several servers in one test process do not share counts. */
export function createMetrics(options: { withProcess: boolean; quickReads?: QuickReadReport }) {
  const registry = new Registry();
  if (options.withProcess) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    quickReads: options.quickReads === undefined ? [] : quickReadGauges(registry, options.quickReads),
    requestSeconds: new Histogram({
      name: 'lumenbox_http_request_seconds',
      help: 'Time from the first byte of a request to the end of its answer.',
      labelNames: ['operation', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    instances: new Counter({
      name: 'lumenbox_instances_total',
      help: 'Instances received, by what became of them.',
      labelNames: ['outcome'],
      registers,
    }),
    receivedBytes: new Counter({
      name: 'lumenbox_received_bytes_total',
      help: 'Bytes of imaging received.',
      registers,
    }),
    scrubbedObjects: new Counter({
      name: 'lumenbox_scrubbed_objects_total',
      help: 'Stored objects that were read again, by what was found.',
      labelNames: ['result'],
      registers,
    }),
    scrubbedBytes: new Counter({
      name: 'lumenbox_scrubbed_bytes_total',
      help: 'Bytes of stored objects that were read again.',
      registers,
    }),
    jobs: new Counter({
      name: 'lumenbox_jobs_total',
      help: 'Jobs run, by kind and result.',
      labelNames: ['kind', 'result'],
      registers,
    }),
    auditEvents: new Counter({
      name: 'lumenbox_audit_events_total',
      help: 'Audit events written.',
      registers,
    }),
    associations: new Counter({
      name: 'lumenbox_dimse_associations_total',
      help: 'DIMSE associations, by how they ended.',
      labelNames: ['end'],
      registers,
    }),
    openAssociations: new Gauge({
      name: 'lumenbox_dimse_associations',
      help: 'Open DIMSE associations.',
      registers,
    }),
    dimseResponses: new Counter({
      name: 'lumenbox_dimse_responses_total',
      help: 'DIMSE responses, by request and by the class of their status.',
      labelNames: ['request', 'result'],
      registers,
    }),
    openConnections: new Gauge({
      name: 'lumenbox_http_connections',
      help: 'Open HTTP connections.',
      registers,
    }),
  };
}

/** Both stay empty in a server that is well. */
function quickReadGauges(registry: Registry, report: QuickReadReport): Gauge[] {
  const labelNames = ['statement' as const];
  const registers = [registry];
  const scanning = new Gauge({
    name: 'lumenbox_quick_reads_scanning',
    help: 'Quick reads that no index answers; they run in a thread.',
    labelNames,
    registers,
    collect() {
      for (const statement of report.scanning) this.set({ statement }, 1);
    },
  });
  const slow = new Gauge({
    name: 'lumenbox_quick_reads_slow',
    help: 'How often a quick read held the event loop for more than ten milliseconds.',
    labelNames,
    registers,
    collect() {
      for (const [statement, count] of report.slow) this.set({ statement }, count);
    },
  });
  return [scanning, slow];
}
