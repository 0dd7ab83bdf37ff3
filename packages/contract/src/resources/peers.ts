// DIMSE peers: the application entities that may open associations with a realm, and those that it may call.
import { z } from 'zod';
import { choice, failing, flag, id, integer, text, timestamp } from '../fields.ts';
import { pagingFields } from '../paging.ts';

export const peerRights = ['store', 'query', 'retrieve'] as const;
/** What a peer may do: send instances, search, fetch. C-ECHO takes no right. */
export type PeerRight = (typeof peerRights)[number];

/** PS3.5 6.2, AE: at most 16 characters of the default repertoire without backslash. */
const aeTitlePattern = /^[\x20-\x5b\x5d-\x7e]{1,16}$/;
/** A name (RFC 1123) or an address, IPv6 without brackets. */
const hostPattern = /^(?:[0-9A-Za-z](?:[0-9A-Za-z.-]{0,252})|[0-9A-Fa-f:.]{2,45})$/;

const about = {
  aeTitle: 'The application entity title by which the peer calls, unique in the realm.',
  host: 'Where the peer listens. With a port it is a destination of C-MOVE and can be sent to.',
  port: 'The TCP port on which the peer listens.',
  rights: 'What the peer may do. C-ECHO needs no right.',
  tls: 'Call the peer over TLS.',
  caseId:
    'The case into which everything goes that the peer stores, without identity. Without one the matching rule decides.',
};

export const Peer = z
  .object({
    id: id(),
    ae_title: z.string().meta({ description: about.aeTitle, examples: ['CT_SCANNER'] }),
    host: z.string().nullable().meta({ description: about.host }),
    port: z.int().nullable().meta({ description: about.port }),
    rights: z.array(z.enum(peerRights)).meta({ description: about.rights }),
    tls: z.boolean().meta({ description: about.tls }),
    case_id: id().nullable().meta({ description: about.caseId }),
    created_at: timestamp(),
    updated_at: timestamp(),
  })
  .meta({ id: 'Peer' });
export type Peer = z.output<typeof Peer>;

export const ListPeers = z.object(pagingFields);

const fields = {
  ae_title: text(16)
    .refine((value) => aeTitlePattern.test(value), failing({ rule: 'format' }))
    .meta({ description: about.aeTitle, examples: ['CT_SCANNER'] }),
  host: text(253)
    .refine((value) => hostPattern.test(value), failing({ rule: 'format' }))
    .nullish()
    .meta({ description: about.host, examples: ['192.0.2.20'] }),
  port: integer({ min: 1, max: 65_535 })
    .nullish()
    .meta({ description: about.port, examples: [11_112] }),
  rights: z.array(choice(peerRights)).max(peerRights.length).optional(),
  tls: flag()
    .optional()
    .meta({ description: `${about.tls} Default: false.` }),
  case_id: text(64).nullish().meta({ description: about.caseId }),
};
export const CreatePeer = z.object({
  ...fields,
  rights: fields.rights.meta({ description: `${about.rights} Default: all.` }),
});
export type CreatePeer = z.output<typeof CreatePeer>;
export const UpdatePeer = z.object({
  ...fields,
  ae_title: fields.ae_title.optional(),
  rights: fields.rights.meta({ description: about.rights }),
});
export type UpdatePeer = z.output<typeof UpdatePeer>;

export const echoFailures = [
  'no-address',
  'no-own-title',
  'unreachable',
  'timeout',
  'rejected',
  'aborted',
  'not-supported',
  'failed',
] as const;
/** Why a C-ECHO did not come back. */
export type EchoFailure = (typeof echoFailures)[number];

export const EchoResult = z
  .object({
    succeeded: z.boolean(),
    reason: z.enum(echoFailures).nullable().meta({ description: 'Why it did not come back.' }),
    message: z.string().meta({ description: 'What happened, as a sentence.' }),
    milliseconds: z.int().meta({ description: 'From connecting to the answer.' }),
  })
  .meta({ id: 'EchoResult' });
export type EchoResult = z.output<typeof EchoResult>;
