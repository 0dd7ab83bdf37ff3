// What an acceptor answers to the proposed contexts, roles and window (PS3.7 D.3.2, D.3.3), and what a requestor may
// then use. Which classes are served, and to whom, is its caller's to say.
import {
  type AnsweredContext,
  type AssociateAccept,
  type AssociateRequest,
  contextResults,
  type OperationsWindow,
  type ProposedContext,
  type RoleSelection,
} from './pdu.ts';

/** A presentation context that both sides agreed upon. */
export type AcceptedContext = {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntax: string;
  /** The roles that the association's requestor has. Without a selection it is the SCU (PS3.7 D.3.3.4). */
  readonly requestorRoles: { readonly scu: boolean; readonly scp: boolean };
};

/** What an acceptor says of an abstract syntax. */
export type Service =
  | { readonly kind: 'unknown' }
  /** Known, and not for this peer. */
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'served';
      readonly takes: (transferSyntax: string) => boolean;
      /** Roles that the requestor may have. */
      readonly roles: { readonly scu: boolean; readonly scp: boolean };
    };

/** The outcome of a negotiation: what goes into the A-ASSOCIATE-AC, and what it means. */
export type Negotiated = {
  readonly answered: readonly AnsweredContext[];
  readonly accepted: ReadonlyMap<number, AcceptedContext>;
  readonly roles: readonly RoleSelection[];
};

/** Answers every proposed context. Of the transfer syntaxes that are taken the first proposed is chosen: the sender's choice. */
export function negotiateContexts(
  request: AssociateRequest,
  serviceOf: (abstractSyntax: string, proposed: RoleSelection) => Service,
): Negotiated {
  const proposedRoles = new Map(request.userInformation.roles.map((role) => [role.sopClassUid, role]));
  const answered: AnsweredContext[] = [];
  const accepted = new Map<number, AcceptedContext>();
  const roles = new Map<string, RoleSelection>();
  for (const context of request.contexts) {
    const { id, abstractSyntax } = context;
    const proposed = proposedRoles.get(abstractSyntax);
    const wanted = proposed ?? { sopClassUid: abstractSyntax, scu: true, scp: false };
    const service = serviceOf(abstractSyntax, wanted);
    const answer = answerContext(context, service);
    answered.push(answer);
    if (service.kind !== 'served' || answer.result !== contextResults.acceptance) continue;
    const requestorRoles = {
      scu: wanted.scu && service.roles.scu,
      scp: wanted.scp && service.roles.scp,
    };
    accepted.set(id, { id, abstractSyntax, transferSyntax: answer.transferSyntax, requestorRoles });
    if (proposed !== undefined) roles.set(abstractSyntax, { sopClassUid: abstractSyntax, ...requestorRoles });
  }
  return { answered, accepted, roles: [...roles.values()] };
}

function answerContext({ id, transferSyntaxes }: ProposedContext, service: Service): AnsweredContext {
  const refuse = (result: number) => ({ id, result, transferSyntax: '' });
  if (service.kind === 'unknown') return refuse(contextResults.abstractSyntaxNotSupported);
  if (service.kind === 'refused') return refuse(contextResults.userRejection);
  const transferSyntax = transferSyntaxes.find(service.takes);
  if (transferSyntax === undefined) return refuse(contextResults.transferSyntaxesNotSupported);
  return { id, result: contextResults.acceptance, transferSyntax };
}

/** The contexts that an acceptor agreed to, as its requestor sees them. */
export function acceptedContexts(
  request: Pick<AssociateRequest, 'contexts' | 'userInformation'>,
  accept: AssociateAccept,
): ReadonlyMap<number, AcceptedContext> {
  const proposed = new Map(request.contexts.map((context) => [context.id, context]));
  const roles = new Map(accept.userInformation.roles.map((role) => [role.sopClassUid, role]));
  const accepted = new Map<number, AcceptedContext>();
  for (const { id, result, transferSyntax } of accept.contexts) {
    const context = proposed.get(id);
    // A syntax that was not proposed is a fault of the acceptor; such a context cannot be used.
    if (result !== contextResults.acceptance || context?.transferSyntaxes.includes(transferSyntax) !== true)
      continue;
    const { abstractSyntax } = context;
    const { scu, scp } = roles.get(abstractSyntax) ?? { scu: true, scp: false };
    accepted.set(id, { id, abstractSyntax, transferSyntax, requestorRoles: { scu, scp } });
  }
  return accepted;
}

/** The window that results of a proposal and of what the acceptor allows (PS3.7 D.3.3.3.3); `undefined` when none was proposed. */
export function negotiateWindow(
  proposed: OperationsWindow | undefined,
  allowed: { readonly invoked: number; readonly performed: number },
): OperationsWindow | undefined {
  if (proposed === undefined) return undefined;
  const least = (wanted: number, most: number) => (wanted === 0 ? most : Math.min(wanted, most));
  return {
    invoked: least(proposed.invoked, allowed.invoked),
    performed: least(proposed.performed, allowed.performed),
  };
}
