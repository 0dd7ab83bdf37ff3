// What an upload sends when its files are de-identified on this computer: each part's files just before the part goes, under numbers in
// the place of names. What stays here is told, and sent by nobody but a person. The rules only.
import { caseFileName, type DeidentificationStatement } from '@lumenbox/contract';
import type { HereResult, StayReason } from './deidentify-here.ts';
import type { PlannedPart } from './drop-plan.ts';
import type { FormFile } from './form-body.ts';

/** De-identifies for one case. */
export interface HereEngine {
  deidentify(file: Blob): Promise<HereResult>;
  /** Forgets the case. */
  end(): void;
}

/** A file that was looked at here. */
export interface FileHere {
  readonly path: string;
  /** Why it stays; empty: it goes. */
  readonly reasons: readonly StayReason[];
  readonly attributesChanged: number;
  readonly uidsReplaced: number;
}

/** What is known of an upload's files. */
export interface HereState {
  readonly done: number;
  readonly files: readonly FileHere[];
}

/** Makes what gives the files of parts. */
export function createFilesMadeHere(options: {
  readonly parts: readonly PlannedPart[];
  open(): Promise<HereEngine>;
  report(state: HereState): void;
}) {
  const paths = options.parts.flatMap(({ files }) => files.map(({ path }) => path));
  const numbers = new Map(paths.map((path, index) => [path, index + 1]));
  const known = new Map<string, FileHere>();
  /** By the name that the server writes down for want of theirs. */
  const sent = new Map<string, string>();
  let engine: Promise<HereEngine> | undefined;
  const tell = () => options.report({ done: known.size, files: [...known.values()] });
  return {
    /** The files of a part as they may leave. Rejects when the case cannot be opened, or a file not be read. */
    async of({ files, number }: PlannedPart, signal: AbortSignal): Promise<FormFile[]> {
      engine ??= options.open();
      const opened = await engine.catch((error: unknown) => {
        engine = undefined;
        throw error;
      });
      const leaving: FormFile[] = [];
      for (const { path, file } of files) {
        if (signal.aborted) break;
        const result = await opened.deidentify(file);
        known.set(path, factsOf(path, result));
        if (known.size % reportedAtOnce === 0) tell();
        if (result.kind !== 'clean') continue;
        leaving.push(leavingFile(numbers.get(path) ?? 0, result));
        const part = options.parts.length > 1 ? number : undefined;
        sent.set(caseFileName({ number: leaving.length, part }), path);
      }
      tell();
      return leaving;
    },
    /** The path of what the server calls so; undefined for what it was not sent. */
    pathOf: (name: string): string | undefined => sent.get(name),
    /** The paths of what stays. */
    staying: (): ReadonlySet<string> =>
      new Set([...known.values()].filter(({ reasons }) => reasons.length > 0).map(({ path }) => path)),
    end(): void {
      void engine?.then(
        (opened) => opened.end(),
        () => undefined,
      );
      engine = undefined;
    },
  };
}
export type FilesMadeHere = ReturnType<typeof createFilesMadeHere>;

/** Numbers that move, without a list that is copied for every file. */
const reportedAtOnce = 25;

function leavingFile(number: number, { file, statement }: Extract<HereResult, { kind: 'clean' }>): FormFile {
  return { path: String(number), file, statement: JSON.stringify(statement) };
}

function factsOf(path: string, result: HereResult): FileHere {
  if (result.kind === 'stays')
    return { path, reasons: result.reasons, attributesChanged: 0, uidsReplaced: 0 };
  const { statement } = result;
  return {
    path,
    reasons: [],
    attributesChanged: changesOf(statement),
    uidsReplaced: statement.uids_replaced,
  };
}

function changesOf({ actions }: DeidentificationStatement): number {
  return Object.values(actions).reduce(
    (sum, counts) =>
      sum +
      Object.entries(counts).reduce((all, [action, count]) => (action === 'K' ? all : all + (count ?? 0)), 0),
    0,
  );
}
