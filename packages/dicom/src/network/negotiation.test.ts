// What is agreed upon: contexts, roles, the window, as the acceptor answers and as the requestor reads the answer.
import { describe, expect, it } from 'vitest';
import { acceptedContexts, negotiateContexts, negotiateWindow, type Service } from './negotiation.ts';
import { type AssociateRequest, applicationContextName, type RoleSelection } from './pdu.ts';
import { statusClass } from './statuses.ts';

const implicit = '1.2.840.10008.1.2';
const jpeg = '1.2.840.10008.1.2.4.50';
const unknownSyntax = '1.2.3.4';

function aRequest(
  contexts: AssociateRequest['contexts'],
  roles: readonly RoleSelection[] = [],
): AssociateRequest {
  return {
    type: 'associate-request',
    protocolVersion: 1,
    calledAeTitle: 'A',
    callingAeTitle: 'B',
    applicationContextName,
    contexts,
    userInformation: {
      pduLengthMax: 0,
      implementationClassUid: '1.2',
      roles,
      extendedNegotiations: [],
    },
  };
}

const served: Service = {
  kind: 'served',
  takes: (syntax) => syntax !== unknownSyntax,
  roles: { scu: true, scp: true },
};
const services: Record<string, Service> = {
  '1.1': served,
  '1.2': { kind: 'refused' },
  '1.3': { ...served, roles: { scu: true, scp: false } },
};
const serviceOf = (uid: string): Service => services[uid] ?? { kind: 'unknown' };

describe('contexts', () => {
  it('get the first transfer syntax that is known, in the order of who sends', () => {
    const request = aRequest([
      { id: 1, abstractSyntax: '1.1', transferSyntaxes: [unknownSyntax, jpeg, implicit] },
    ]);
    const { answered, accepted } = negotiateContexts(request, serviceOf);
    expect(answered).toEqual([{ id: 1, result: 0, transferSyntax: jpeg }]);
    expect(accepted.get(1)).toEqual({
      id: 1,
      abstractSyntax: '1.1',
      transferSyntax: jpeg,
      requestorRoles: { scu: true, scp: false },
    });
  });

  it('are refused each for its own reason', () => {
    const request = aRequest([
      { id: 1, abstractSyntax: '1.9', transferSyntaxes: [implicit] },
      { id: 3, abstractSyntax: '1.2', transferSyntaxes: [implicit] },
      { id: 5, abstractSyntax: '1.1', transferSyntaxes: [unknownSyntax] },
      { id: 7, abstractSyntax: '1.1', transferSyntaxes: [] },
    ]);
    const { answered, accepted } = negotiateContexts(request, serviceOf);
    expect(answered.map(({ result }) => result)).toEqual([3, 1, 4, 4]);
    expect(accepted.size).toBe(0);
  });

  it('are as many as can be proposed', () => {
    const contexts = Array.from({ length: 128 }, (_, index) => ({
      id: 2 * index + 1,
      abstractSyntax: '1.1',
      transferSyntaxes: [implicit],
    }));
    expect(negotiateContexts(aRequest(contexts), serviceOf).accepted.size).toBe(128);
  });

  it('mean to the requestor what the acceptor said, but for syntaxes that were never proposed', () => {
    const request = aRequest([
      { id: 1, abstractSyntax: '1.1', transferSyntaxes: [implicit] },
      { id: 3, abstractSyntax: '1.1', transferSyntaxes: [implicit] },
      { id: 5, abstractSyntax: '1.1', transferSyntaxes: [implicit] },
    ]);
    const accepted = acceptedContexts(request, {
      type: 'associate-accept',
      calledAeTitle: 'A',
      callingAeTitle: 'B',
      contexts: [
        { id: 1, result: 0, transferSyntax: implicit },
        { id: 3, result: 0, transferSyntax: jpeg },
        { id: 5, result: 4, transferSyntax: '' },
        { id: 9, result: 0, transferSyntax: implicit },
      ],
      userInformation: request.userInformation,
    });
    expect([...accepted.keys()]).toEqual([1]);
  });
});

describe('roles', () => {
  it('are answered where they were proposed, and never more than is allowed', () => {
    const roles = ['1.1', '1.3'].map((sopClassUid) => ({ sopClassUid, scu: false, scp: true }));
    const request = aRequest(
      [
        { id: 1, abstractSyntax: '1.1', transferSyntaxes: [implicit] },
        { id: 3, abstractSyntax: '1.3', transferSyntaxes: [implicit] },
      ],
      roles,
    );
    const negotiated = negotiateContexts(request, serviceOf);
    expect(negotiated.roles).toEqual([
      { sopClassUid: '1.1', scu: false, scp: true },
      { sopClassUid: '1.3', scu: false, scp: false },
    ]);
    expect(negotiated.accepted.get(1)?.requestorRoles).toEqual({ scu: false, scp: true });
  });
});

describe('the window', () => {
  it('is the smaller of both, and none when none was proposed', () => {
    const allowed = { invoked: 8, performed: 1 };
    expect(negotiateWindow(undefined, allowed)).toBeUndefined();
    expect(negotiateWindow({ invoked: 0, performed: 0 }, allowed)).toEqual({ invoked: 8, performed: 1 });
    expect(negotiateWindow({ invoked: 3, performed: 5 }, allowed)).toEqual({ invoked: 3, performed: 1 });
  });
});

describe('statuses', () => {
  it.each([
    [0x0000, 'success'],
    [0x0001, 'warning'],
    [0x0107, 'warning'],
    [0x0112, 'failure'],
    [0xa700, 'failure'],
    [0xb000, 'warning'],
    [0xb007, 'warning'],
    [0xc001, 'failure'],
    [0xfe00, 'cancel'],
    [0xff00, 'pending'],
    [0xff01, 'pending'],
  ] as const)('%i is of the class %s', (status, kind) => {
    expect(statusClass(status)).toBe(kind);
  });
});
