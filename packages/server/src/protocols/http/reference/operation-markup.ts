// One operation on the reference page: what it does, what it takes, what it answers, and programs that call it.
import { type CodeSamples, type SampleLanguage, sampleLanguages } from '@lumenbox/contract/code-samples';
import {
  type ExampleObject,
  type OpenApiDocument,
  type OperationObject,
  type ParameterObject,
  type Reference,
  type RefusalName,
  type ResponseObject,
  refusals,
} from '@lumenbox/contract/openapi';
import { anchor, html, jsonMarkup, type Markup, paragraphs, prose, sampleMarkup } from './markup.ts';
import { componentName, inputFields, objectLink, parameterFields } from './schema-markup.ts';

/** An operation with the place where it stands in the document. */
export interface PlacedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: OperationObject;
}

/** The section of one operation. */
export function operationMarkup(
  document: OpenApiDocument,
  placed: PlacedOperation,
  samples: CodeSamples | undefined,
): Markup {
  const { operation } = placed;
  const id = anchor(operation.operationId);
  return html`<article class="operation" id="${id}" aria-labelledby="${id}-title">
<div class="text">
<h3 id="${id}-title"><a href="#${id}">${operation.summary}</a>${
    operation['x-extension'] ? html` <span class="badge extension">extension</span>` : undefined
  }</h3>
<p class="route"><span class="method ${placed.method}">${placed.method.toUpperCase()}</span> <code>${breakable(placed.path)}</code></p>
${accessMarkup(operation)}
${paragraphs(operation.description)}
${parametersMarkup(document, operation)}
${answersMarkup(operation)}
${errorsMarkup(operation)}
</div>
<div class="code">
${samples === undefined ? undefined : samplesMarkup(operation, samples)}
${otherRequestsMarkup(operation)}
${answerExamplesMarkup(operation)}
</div>
</article>
`;
}

/** A long path may break at its slashes. */
function breakable(path: string): Markup {
  return html`${path.split('/').map((part, index) => (index === 0 ? part : html`<wbr>/${part}`))}`;
}

function accessMarkup(operation: OperationObject): Markup {
  const schemes = operation.security.flatMap((requirement) => Object.keys(requirement));
  if (schemes.length === 0) return html`<p class="needs"><span class="badge">open to all</span></p>`;
  if (!schemes.includes('bearerAuth'))
    return html`<p class="needs"><span class="badge auth">requires a session</span> of the dashboard; a key does not serve.</p>`;
  const scope = operation['x-scope'];
  return html`<p class="needs"><span class="badge auth">requires authentication</span>${
    scope === null ? undefined : html` scope <a href="#scopes-and-roles"><code>${scope}</code></a>`
  }</p>`;
}

function isParameter(parameter: ParameterObject | Reference): parameter is ParameterObject {
  return 'name' in parameter;
}

function parametersMarkup(document: OpenApiDocument, operation: OperationObject): Markup {
  const parameters = (operation.parameters ?? []).filter(isParameter);
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const body = operation.requestBody;
  const schema = body?.content['application/json']?.schema;
  return html`${inPath.length > 0 ? html`<h4>URL parameters</h4>\n${parameterFields(inPath)}` : undefined}
${inQuery.length > 0 ? html`<h4>Query parameters</h4>\n${parameterFields(inQuery)}` : undefined}
${schema === undefined ? undefined : html`<h4>Body parameters</h4>\n${inputFields(document, schema)}`}
${body !== undefined && schema === undefined ? uploadMarkup(body.description, Object.keys(body.content)) : undefined}`;
}

function uploadMarkup(description: string | undefined, mediaTypes: readonly string[]): Markup {
  return html`<h4>Body</h4>
<p>${prose(description ?? '')} As ${mediaTypes.map((type, index) => html`${index > 0 ? ', ' : ''}<code>${type}</code>`)}.</p>`;
}

function isOwnAnswer(answer: ResponseObject | Reference): answer is ResponseObject {
  return 'description' in answer;
}

function answersMarkup(operation: OperationObject): Markup {
  const rows = Object.entries(operation.responses).flatMap(([status, answer]) =>
    isOwnAnswer(answer)
      ? [
          html`<div><dt>${statusMarkup(status)}</dt><dd><p>${prose(answer.description)} ${contentsMarkup(answer)}</p></dd></div>\n`,
        ]
      : [],
  );
  return html`<h4>Answers</h4>\n<dl class="statuses">\n${rows}</dl>`;
}

function statusMarkup(status: string | number): Markup {
  return html`<span class="status s${String(status).charAt(0)}">${status}</span>`;
}

/** Says which object an answer holds: one, or a page of them. */
function contentsMarkup(answer: ResponseObject): Markup | undefined {
  const data = answer.content?.['application/json']?.schema?.properties?.data;
  if (data === undefined) return undefined;
  const one = data.items ?? data;
  const names = [one, ...(one.anyOf ?? [])].map(componentName).filter((name) => name !== undefined);
  const links = names.map((name, index) => html`${index > 0 ? ' or ' : ''}${objectLink(name)}`);
  if (names.length === 0) return undefined;
  return data.items === undefined
    ? html`<code>data</code> is a ${links}.`
    : html`A <a href="#paging">page</a> of ${links}.`;
}

function errorsMarkup(operation: OperationObject): Markup {
  const names = Object.values(operation.responses).flatMap((answer) =>
    isOwnAnswer(answer) ? [] : [answer.$ref.replace('#/components/responses/', '') as RefusalName],
  );
  const items = names.map(
    (name) =>
      html`<li><a href="#error-${refusals[name].status}" title="${refusals[name].description}">${statusMarkup(refusals[name].status)}</a></li>\n`,
  );
  return html`<h4>Errors</h4>\n<ul class="errors">\n${items}</ul>`;
}

function samplesMarkup(operation: OperationObject, samples: CodeSamples): Markup {
  const languages = Object.keys(sampleLanguages) as SampleLanguage[];
  return html`<div class="samples" data-title="Samples: ${operation.summary}">
${languages.map(
  (
    language,
    index,
  ) => html`<details class="sample" data-language="${language}"${index === 0 ? html` open` : undefined}>
<summary>${sampleLanguages[language]}</summary>
<pre><code>${sampleMarkup(samples[language])}</code></pre>
</details>
`,
)}</div>`;
}

function otherRequestsMarkup(operation: OperationObject): Markup {
  const shown = operation.requestBody?.content['application/json']?.examples ?? {};
  const others = Object.values(shown).filter(({ summary }) => summary !== undefined);
  return html`${others.map((example) => foldedExample(`Request: ${example.summary}`, example.value))}`;
}

function answerExamplesMarkup(operation: OperationObject): Markup {
  return html`${Object.entries(operation.responses).map(([status, answer]) =>
    isOwnAnswer(answer) ? statusExamplesMarkup(status, answer) : undefined,
  )}`;
}

function statusExamplesMarkup(status: string, answer: ResponseObject): Markup | undefined {
  const shown: ExampleObject[] = Object.values(answer.content?.['application/json']?.examples ?? {});
  if (answer.content === undefined && status !== '304')
    return html`<figure><figcaption>Example answer ${statusMarkup(status)}</figcaption><p class="empty">[Empty response]</p></figure>\n`;
  return html`${shown.map((example) =>
    example.summary === undefined
      ? html`<figure><figcaption>Example answer ${statusMarkup(status)}</figcaption><pre><code>${jsonMarkup(example.value)}</code></pre></figure>\n`
      : foldedExample(`Answer: ${example.summary}`, example.value),
  )}`;
}

function foldedExample(title: string, value: unknown): Markup {
  return html`<details class="folded"><summary>${title}</summary><pre><code>${jsonMarkup(value)}</code></pre></details>\n`;
}
