// The document as it is kept in docs/api/openapi.json: which address and version it names, how it is written.
import { type OpenApiDocument, openApiDocument } from './openapi.ts';

/** The text of docs/api/openapi.json for a version of the product. */
export function goldenDocumentText(version: string): string {
  const document: OpenApiDocument = openApiDocument({ serverUrl: 'http://127.0.0.1:8100', version });
  return `${JSON.stringify(document, null, 2)}\n`;
}
