// What a job is: a name, a version, the form of its payload, and how often it is tried. The engine knows no more.
import type { z } from 'zod';

/** A kind of job. Handlers are repeatable: a job runs at least once. */
export interface JobDefinition<P extends z.ZodType = z.ZodType> {
  /** `feature.verb-noun`, for instance `archive.remove-objects`. */
  readonly kind: string;
  /** Raised when the payload changes its meaning. */
  readonly version: number;
  /** Ids only, never data. */
  readonly payload: P;
  readonly attemptsMax: number;
  /** A run that takes longer is aborted, and the job is given to another worker. */
  readonly timeoutMs: number;
  /** So many of the kind run at once in a process, so that long ones leave room for others. Default: any number. */
  readonly atOnceMax?: number;
  /** So many that are due, and were not tried yet, make one run: they share its transactions. Default: one. */
  readonly togetherMax?: number;
}

/** Declares a kind of job, keeping its exact types. */
export function defineJob<P extends z.ZodType>(definition: JobDefinition<P>): JobDefinition<P> {
  return definition;
}

/** Which try a run is. */
export interface JobAttempt {
  /** When this one fails, the job is dead. */
  readonly isLast: boolean;
}

/** A kind of job with the work that it stands for. */
export interface JobHandler {
  readonly definition: JobDefinition;
  /** One payload, or as many as the kind takes together. */
  readonly run: (payloads: readonly never[], signal: AbortSignal, attempt: JobAttempt) => Promise<void>;
  /** Puts in order what a job leaves behind that is dead, whatever it died of. It may run twice. */
  readonly giveUp?: (payload: never) => Promise<void>;
}

/** Joins a definition and its work. */
export function handleJob<P extends z.ZodType>(
  definition: JobDefinition<P>,
  run: (payload: z.output<P>, signal: AbortSignal, attempt: JobAttempt) => Promise<void>,
  giveUp?: (payload: z.output<P>) => Promise<void>,
): JobHandler {
  const handler = handleJobs(definition, async (payloads, signal, attempt) => {
    for (const payload of payloads) await run(payload, signal, attempt);
  });
  return giveUp === undefined ? handler : { ...handler, giveUp };
}

/** The same for work that takes several jobs at a time. When it fails, each of them is tried again by itself. */
export function handleJobs<P extends z.ZodType>(
  definition: JobDefinition<P>,
  run: (payloads: readonly z.output<P>[], signal: AbortSignal, attempt: JobAttempt) => Promise<void>,
): JobHandler {
  return { definition, run };
}
