// Capabilities (PS3.18 8.9, Annex H): what this server can do, made of the table of operations. Pure.
import type { Answer, Call, Handlers } from './handler.ts';
import { acceptedRanges, negotiate } from './media-types.ts';
import { type DicomwebOperation, dicomwebOperations } from './operations.ts';

const wadl = 'application/vnd.sun.wadl+xml';
const json = 'application/json';

/** The handlers of the capabilities. */
export function createCapabilityHandlers(): Handlers<'retrieveCapabilities' | 'showCapabilities'> {
  const answer = async (call: Pick<Call<'showCapabilities'>, 'request' | 'query'>): Promise<Answer> => {
    const type = negotiate(acceptedRanges(call), [{ type: wadl }, { type: json }]).type;
    const base = `${call.request.baseUrl}/dicomweb`;
    return {
      status: 200,
      headers: { 'Content-Type': type, 'Cache-Control': 'no-cache' },
      body: type === json ? JSON.stringify(capabilitiesJson(base)) : capabilitiesWadl(base),
    };
  };
  return { retrieveCapabilities: answer, showCapabilities: answer };
}

interface Resource {
  readonly path: string;
  readonly operations: readonly (DicomwebOperation & { readonly name: string })[];
}

function resources(): Resource[] {
  const all = Object.entries(dicomwebOperations).map(([name, operation]) => ({ ...operation, name }));
  return [...Map.groupBy(all, ({ path }) => path)].map(([path, operations]) => ({ path, operations }));
}

function capabilitiesJson(base: string): object {
  return {
    base,
    resources: resources().map(({ path, operations }) => ({
      path,
      methods: operations.map(({ name, method, transaction, section, produces, consumes }) => ({
        id: name,
        name: method,
        transaction,
        section,
        produces,
        ...(consumes === undefined ? {} : { consumes }),
      })),
    })),
  };
}

/** A WADL application (PS3.18 Annex H). */
function capabilitiesWadl(base: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<application xmlns="http://wadl.dev.java.net/2009/02">',
    `<resources base="${escapeXml(base)}">`,
    ...resources().map(resourceWadl),
    '</resources>',
    '</application>',
  ].join('\n');
}

function resourceWadl({ path, operations }: Resource): string {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(
    ([, name]) => `<param name="${name}" style="template" required="true"/>`,
  );
  const methods = operations.map(({ name, method, produces, consumes }) => {
    const types = (list: readonly string[]) =>
      list.map((type) => `<representation mediaType="${escapeXml(type)}"/>`).join('');
    const request = consumes === undefined ? '' : `<request>${types(consumes)}</request>`;
    return `<method name="${method}" id="${name}">${request}<response>${types(produces)}</response></method>`;
  });
  return `<resource path="${escapeXml(path)}">${parameters.join('')}${methods.join('')}</resource>`;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
