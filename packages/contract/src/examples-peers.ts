// Examples of the operations on DIMSE peers. Nobody's addresses.
import type { Examples } from './examples.ts';
import { pageOfOne } from './examples-records.ts';
import type { Peer } from './resources/peers.ts';

const aPeer: Peer = {
  id: '0199d2a4-7c18-7d44-8f6e-ab1c2d3e4f08',
  ae_title: 'CT_SCANNER',
  host: '192.0.2.20',
  port: 11_112,
  rights: ['store'],
  tls: false,
  case_id: null,
  created_at: '2025-01-15T10:30:00.000000Z',
  updated_at: '2025-01-15T10:30:00.000000Z',
};

export const peerExamples: Examples<'listPeers' | 'createPeer' | 'updatePeer' | 'removePeer' | 'echoPeer'> = {
  listPeers: { request: { per_page: 25 }, answer: pageOfOne('/peers', aPeer) },
  createPeer: {
    request: { ae_title: 'CT_SCANNER', host: '192.0.2.20', port: 11_112, rights: ['store'] },
    answer: { data: aPeer },
  },
  updatePeer: {
    request: { rights: ['store', 'query'] },
    answer: { data: { ...aPeer, rights: ['store', 'query'] } },
  },
  removePeer: { request: {}, answer: undefined },
  echoPeer: {
    request: {},
    answer: {
      data: { succeeded: true, reason: null, message: 'The peer answered.', milliseconds: 12 },
    },
    otherAnswers: {
      'When nobody listens there': {
        data: {
          succeeded: false,
          reason: 'unreachable',
          message: 'Nobody could be reached at the address of the peer.',
          milliseconds: 3,
        },
      },
    },
  },
};
