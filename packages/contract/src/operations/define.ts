// The form of an operation: one entry says everything that server, client, document and audit need to know of it.
import type { z } from 'zod';
import type { AuditEventName } from '../audit-events.ts';
import type { Permission } from '../permissions.ts';

/** The groups of the reference page, in its order. */
export const tags = [
  'Cases',
  'Patients',
  'Studies',
  'Worklist views',
  'Reports',
  'Imaging',
  'Uploads',
  'Inbox',
  'Review queue',
  'Transfers',
  'De-identification',
  'API tokens',
  'Account',
  'Team',
  'DIMSE peers',
  'Audit',
  'Changes',
] as const;
export type Tag = (typeof tags)[number];

/**
 * Who may call: `public` nobody in particular, `account` somebody signed in with a session (whatever the role),
 * `any` any valid credential, otherwise whoever has the permission.
 */
export type Access = Permission | 'public' | 'account' | 'any';

/** What a successful call answers: a JSON body, nothing, or a file. */
export type Answer =
  | { kind: 'json'; schema: z.ZodType }
  | { kind: 'empty' }
  /** With `hasTag` it states an ETag, and is not sent again to who names it. With `orNothing` there may be none for who asks so. */
  | { kind: 'file'; mediaType: string; hasTag?: true; orNothing?: true };

/** One operation of the REST API. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, with `{name}` for parameters. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
  readonly access: Access;
  /** The event that a call leaves in the audit trail; null only where nothing of a person is read or changed. */
  readonly audit: AuditEventName | null;
  readonly input: z.ZodType;
  /** Present when the body is a file, or files, and not fields: then `input` is read from the query string alone. */
  readonly upload?: readonly string[];
  readonly status: 200 | 201 | 204;
  readonly answer: Answer;
  /** True for what stands beside the API that we were asked to implement. */
  readonly extension: boolean;
}

/** Declares an operation, keeping its exact types. */
export function operation<const T extends Operation>(definition: T): T {
  return definition;
}

type ParameterNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;
/** The parameters in an operation's path. */
export type PathParameters<O extends Operation> = { [Name in ParameterNames<O['path']>]: string };
/** The input of an operation after validation. */
export type InputOf<O extends Operation> = z.output<O['input']>;
/** The JSON body of an operation's answer; undefined when there is none. */
export type AnswerOf<O extends Operation> = O['answer'] extends {
  kind: 'json';
  schema: infer S extends z.ZodType;
}
  ? z.output<S>
  : undefined;
