// Who is let in and what is agreed upon: peers with and without rights, PDUs that cannot be there, limits, the end.
import {
  type ControlPdu,
  commandFields,
  encodeMessage,
  encodePdu,
  type ProposedContext,
  verificationUid,
} from '@lumenbox/dicom/network';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditNames } from '../../../test/support/browser.ts';
import {
  aCalledTeam,
  aPeer,
  associateRequest,
  type CalledTeam,
  type DimseServer,
  rawAssociation,
  rawPeer,
  startDimseServer,
} from '../../../test/support/dimse.ts';

const implicit = '1.2.840.10008.1.2';
const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2';
const verification: ProposedContext = {
  id: 1,
  abstractSyntax: verificationUid,
  transferSyntaxes: [implicit],
};
const storage: ProposedContext = { id: 3, abstractSyntax: ctImageStorage, transferSyntaxes: [implicit] };
const echo = encodeMessage(
  {
    commandField: commandFields.cEchoRq,
    messageId: 1,
    affectedSopClassUid: verificationUid,
    hasDataSet: false,
  },
  { contextId: 1, pduLengthMax: 0 },
);
const pduOf = (pdu: ControlPdu) => Buffer.from(encodePdu(pdu));
const providerAbort = (reason: number) => pduOf({ type: 'abort', source: 2, reason });

let server: DimseServer;
let team: CalledTeam;
beforeAll(async () => {
  server = await startDimseServer();
  team = await aCalledTeam(server);
});
afterAll(() => server.close());

async function established(contexts: readonly ProposedContext[] = [verification]) {
  const calling = await aPeer(server, team);
  return rawAssociation(server.port, associateRequest({ called: team.aeTitle, calling }, contexts));
}

describe('an association', () => {
  it.each([
    ['an unknown calling title', (known: string) => ({ called: known, calling: 'NOBODY' }), 3],
    ['an unknown called title', () => ({ called: 'NOWHERE', calling: 'NOBODY' }), 7],
  ] as const)('is rejected for %s', async (_, titles, reason) => {
    const peer = await rawPeer(server.port);
    peer.send(encodePdu(associateRequest(titles(team.aeTitle), [verification])));
    expect(await peer.nextPdu()).toEqual(pduOf({ type: 'associate-reject', result: 1, source: 1, reason }));
    peer.socket.end();
    await peer.closed;
  });

  it('is rejected for a peer of another realm, and that realm alone is told', async () => {
    const other = await aCalledTeam(server);
    const calling = await aPeer(server, other);
    const peer = await rawPeer(server.port);
    peer.send(encodePdu(associateRequest({ called: team.aeTitle, calling }, [verification])));
    expect((await peer.nextPdu())?.[9]).toBe(3);
    peer.socket.destroy();
    expect(await auditNames(server, team.realmId)).toContain('association.rejected');
    expect(await auditNames(server, other.realmId)).not.toContain('association.rejected');
  });

  it('of a removed peer is rejected, from the next one on', async () => {
    const calling = await aPeer(server, team);
    const request = associateRequest({ called: team.aeTitle, calling }, [verification]);
    const first = await rawAssociation(server.port, request);
    await server.parts.foundation.database.kysely
      .deleteFrom('peers')
      .where('ae_title', '=', calling)
      .execute();
    const second = await rawPeer(server.port);
    second.send(encodePdu(request));
    expect((await second.nextPdu())?.[0]).toBe(3);
    first.socket.destroy();
    second.socket.destroy();
  });

  it.each([
    ['is removed', undefined],
    ['loses a right', { rights: '["query"]' }],
    ['is given a case', { case_id: 'a case' }],
    ['is named otherwise', { ae_title: 'RENAMED' }],
  ] as const)('ends with the next request when its peer %s', async (_, change) => {
    const calling = await aPeer(server, team);
    const peer = await rawAssociation(
      server.port,
      associateRequest({ called: team.aeTitle, calling }, [verification]),
    );
    peer.send(echo);
    expect((await peer.nextPdu())?.[0]).toBe(4);
    const { kysely } = server.parts.foundation.database;
    await (change === undefined
      ? kysely.deleteFrom('peers').where('ae_title', '=', calling).execute()
      : kysely.updateTable('peers').set(change).where('ae_title', '=', calling).execute());
    peer.send(echo);
    expect((await peer.nextPdu())?.[0]).toBe(7);
    await peer.closed;
  });

  it('gets its contexts by the rights of the peer', async () => {
    for (const [rights, results] of [
      [['store'], [0, 0, 3]],
      [['query'], [0, 1, 3]],
      [[], [0, 1, 3]],
    ] as const) {
      const calling = await aPeer(server, team, { rights: [...rights] });
      const peer = await rawPeer(server.port);
      const unknown = { id: 5, abstractSyntax: '1.2.3.4', transferSyntaxes: [implicit] };
      peer.send(
        encodePdu(associateRequest({ called: team.aeTitle, calling }, [verification, storage, unknown])),
      );
      const accept = (await peer.nextPdu()) ?? Buffer.alloc(0);
      expect(contextResultsIn(accept)).toEqual(results);
      peer.socket.destroy();
    }
  });

  it('takes 128 contexts', async () => {
    const contexts = Array.from({ length: 128 }, (_, index) => ({ ...storage, id: 2 * index + 1 }));
    const peer = await established(contexts);
    peer.send(encodePdu({ type: 'release-request' }));
    expect((await peer.nextPdu())?.[0]).toBe(6);
    peer.socket.destroy();
  });

  it('answers an identity and a window when it is asked for them', async () => {
    const calling = await aPeer(server, team);
    const peer = await rawPeer(server.port);
    const userIdentity = {
      type: 2,
      isAnswerWanted: true,
      primaryField: Buffer.from('somebody'),
      secondaryField: Buffer.from('a word'),
    };
    const information = { userIdentity, operationsWindow: { invoked: 0, performed: 0 } };
    peer.send(encodePdu(associateRequest({ called: team.aeTitle, calling }, [verification], information)));
    const accept = await peer.nextPdu();
    expect(accept?.includes(Buffer.from([0x59, 0, 0, 2, 0, 0]))).toBe(true);
    expect(accept?.includes(Buffer.from([0x53, 0, 0, 4, 0, 16, 0, 1]))).toBe(true);
    peer.socket.destroy();
  });

  it('ends by a release, and leaves a line in the audit trail', async () => {
    const peer = await established();
    peer.send(echo);
    expect((await peer.nextPdu())?.[0]).toBe(4);
    peer.send(encodePdu({ type: 'release-request' }));
    expect(await peer.nextPdu()).toEqual(pduOf({ type: 'release-response' }));
    peer.socket.end();
    await peer.closed;
    expect(await auditNames(server, team.realmId)).toContain('association.ended');
  });

  it('of one peer cannot take all that there are', async () => {
    const other = await aCalledTeam(server);
    const calling = await aPeer(server, other);
    const request = associateRequest({ called: other.aeTitle, calling }, [verification]);
    const taken = await Promise.all(Array.from({ length: 50 }, () => rawAssociation(server.port, request)));
    const one = await rawPeer(server.port);
    one.send(encodePdu(request));
    expect(await one.nextPdu()).toEqual(pduOf({ type: 'associate-reject', result: 2, source: 3, reason: 2 }));
    const another = await established();
    for (const peer of [...taken, one, another]) peer.socket.destroy();
  });
});

describe('bytes that cannot be there', () => {
  it.each([
    ['a PDU of 4 GB', [4, 0, 0xff, 0xff, 0xff, 0xff], 6],
    ['a PDU of unknown type', [0x21, 0, 0, 0, 0, 4, 0, 0, 0, 0], 1],
    [
      'a second request for the association',
      [...encodePdu(associateRequest({ called: 'A', calling: 'B' }, []))],
      2,
    ],
    ['an answer to a release that nobody asked for', [...encodePdu({ type: 'release-response' })], 2],
    ['a message in a context that was not accepted', [...echo].with(10, 99), 6],
    ['a data set without a command', [4, 0, 0, 0, 0, 8, 0, 0, 0, 4, 1, 2, 0, 0], 5],
    ['a command that is none', [4, 0, 0, 0, 0, 8, 0, 0, 0, 4, 1, 3, 9, 9], 6],
  ])('abort the association and no other: %s', async (_, bytes, reason) => {
    const other = await established();
    const peer = await established();
    peer.send(Uint8Array.from(bytes));
    expect(await peer.nextPdu()).toEqual(providerAbort(reason));
    other.send(echo);
    expect((await other.nextPdu())?.[0]).toBe(4);
    peer.socket.destroy();
    other.socket.destroy();
  });

  it('are answered by an abort before there is an association', async () => {
    for (const bytes of [echo, Buffer.from('GET / HTTP/1.1\r\n\r\n')]) {
      const peer = await rawPeer(server.port);
      peer.send(bytes);
      expect(await peer.nextPdu()).toEqual(pduOf({ type: 'abort', source: 0, reason: 0 }));
      peer.socket.destroy();
    }
  });

  it('may stop at any byte', async () => {
    const calling = await aPeer(server, team);
    const bytes = Buffer.concat([
      encodePdu(associateRequest({ called: team.aeTitle, calling }, [verification])),
      echo,
    ]);
    for (let cut = 0; cut < bytes.length; cut += 7) {
      const peer = await rawPeer(server.port);
      peer.send(bytes.subarray(0, cut));
      peer.socket.end();
      await peer.closed;
    }
    const after = await established();
    after.send(echo);
    expect((await after.nextPdu())?.[0]).toBe(4);
    after.socket.destroy();
  });
});

describe('a request', () => {
  it('that nobody serves is answered so', async () => {
    const peer = await established();
    peer.send(
      encodeMessage(
        { commandField: 0x0120, messageId: 4, hasDataSet: false },
        { contextId: 1, pduLengthMax: 0 },
      ),
    );
    const response = await peer.nextPdu();
    expect(response?.includes(Buffer.from([0, 0, 0, 9, 2, 0, 0, 0, 0x11, 0x02]))).toBe(true);
    peer.socket.destroy();
  });

  it('comes back whole when it arrives byte by byte', async () => {
    const peer = await established();
    for (const byte of echo) peer.send(Uint8Array.of(byte));
    expect((await peer.nextPdu())?.[0]).toBe(4);
    peer.socket.destroy();
  });

  it('is answered in one segment', async () => {
    const peer = await established();
    let segments = 0;
    peer.socket.on('data', () => {
      segments += 1;
    });
    for (let round = 1; round <= 20; round += 1) {
      peer.send(echo);
      await peer.nextPdu();
      expect(segments).toBe(round);
    }
    peer.socket.destroy();
  });
});

function contextResultsIn(accept: Buffer): number[] {
  const results: number[] = [];
  for (let offset = 74; offset + 4 <= accept.length; ) {
    const length = accept.readUInt16BE(offset + 2);
    if (accept[offset] === 0x21) results.push(accept[offset + 6] ?? -1);
    offset += 4 + length;
  }
  return results;
}
