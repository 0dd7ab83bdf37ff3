// The operations on DIMSE peers.
import { z } from 'zod';
import { dataOf, pageOf } from '../paging.ts';
import { CreatePeer, EchoResult, ListPeers, Peer, UpdatePeer } from '../resources/peers.ts';
import { operation } from './define.ts';

const none = z.object({});
const json = <T extends z.ZodType>(schema: T) => ({ kind: 'json', schema }) as const;

export const peerOperations = {
  listPeers: operation({
    method: 'GET',
    path: '/peers',
    tag: 'DIMSE peers',
    access: 'team:read',
    audit: 'peer.listed',
    extension: true,
    summary: 'List DIMSE peers',
    description: 'Gives the application entities that the realm knows, by title.',
    input: ListPeers,
    status: 200,
    answer: json(pageOf(Peer)),
  }),
  createPeer: operation({
    method: 'POST',
    path: '/peers',
    tag: 'DIMSE peers',
    access: 'team:manage',
    audit: 'peer.created',
    extension: true,
    summary: 'Register a DIMSE peer',
    description:
      'Lets an application entity open associations with the realm; with host and port it can be sent to. Associations of titles that are not registered are rejected.',
    input: CreatePeer,
    status: 201,
    answer: json(dataOf(Peer)),
  }),
  updatePeer: operation({
    method: 'PUT',
    path: '/peers/{id}',
    tag: 'DIMSE peers',
    access: 'team:manage',
    audit: 'peer.updated',
    extension: true,
    summary: 'Update a DIMSE peer',
    description:
      'Changes the fields that are sent. Associations that are open keep the rights they began with.',
    input: UpdatePeer,
    status: 200,
    answer: json(dataOf(Peer)),
  }),
  removePeer: operation({
    method: 'DELETE',
    path: '/peers/{id}',
    tag: 'DIMSE peers',
    access: 'team:manage',
    audit: 'peer.removed',
    extension: true,
    summary: 'Remove a DIMSE peer',
    description: 'Its next association is rejected.',
    input: none,
    status: 204,
    answer: { kind: 'empty' },
  }),
  echoPeer: operation({
    method: 'POST',
    path: '/peers/{id}/echo',
    tag: 'DIMSE peers',
    access: 'team:manage',
    audit: 'peer.echoed',
    extension: true,
    summary: 'Send C-ECHO to a DIMSE peer',
    description: 'Opens an association with the peer, asks whether it is there, and says what came of it.',
    input: none,
    status: 200,
    answer: json(dataOf(EchoResult)),
  }),
} as const;
