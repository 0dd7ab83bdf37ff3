// The whole reference page: navigation, guide, operations by group, objects. Pure: document and samples in, HTML out.
import type { CodeSamples } from '@lumenbox/contract/code-samples';
import type { JsonSchema, OpenApiDocument } from '@lumenbox/contract/openapi';
import { type Chapter, guideChapters } from './guide-markup.ts';
import { anchor, html, type Markup, prose } from './markup.ts';
import { operationMarkup, type PlacedOperation } from './operation-markup.ts';
import { answerFields } from './schema-markup.ts';

/** The samples of each operation, by its id. */
export type SamplesByOperation = Readonly<Record<string, CodeSamples>>;

interface Group {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly PlacedOperation[];
}

/** Renders the page. Styles and script are files beside it; without the script everything is there as well. */
export function renderReferencePage(document: OpenApiDocument, samples: SamplesByOperation): string {
  const chapters = guideChapters(document);
  const groups = groupsOf(document);
  const objects = answerObjects(document);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${document.info.summary}">
<title>${document.info.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/reference.css">
<script src="docs/reference.js" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to the reference</a>
<header class="bar">
<a class="brand" href="#introduction">${logo}<span>Lumenbox <small>API ${document.info.version}</small></span></a>
<button type="button" class="menu" popovertarget="contents">Contents</button>
</header>
${navigation(chapters, groups, objects)}
<main id="content" tabindex="-1">
<h1>${document.info.title}</h1>
${chapters.map(chapterMarkup)}
${groups.map((group) => groupMarkup(document, group, samples))}
${objectsMarkup(objects)}
</main>
<p id="announcer" class="hidden" role="status"></p>
</body>
</html>
`;
  return page.markup;
}

const logo = html`<svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="8" fill="#1f5fbf"/><path d="M9 8v13a3 3 0 0 0 3 3h11" fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"/><circle cx="20" cy="13" r="4" fill="#fff"/></svg>`;

function groupsOf(document: OpenApiDocument): Group[] {
  const placed = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): PlacedOperation => ({ path, method, operation })),
  );
  return document.tags
    .map((tag) => ({ ...tag, operations: placed.filter(({ operation }) => operation.tags[0] === tag.name) }))
    .filter(({ operations }) => operations.length > 0);
}

/** The objects that answers are made of: closed schemas with fields, errors and envelopes apart. */
function answerObjects(document: OpenApiDocument): [string, JsonSchema][] {
  return Object.entries(document.components.schemas).filter(
    ([name, schema]) => schema.additionalProperties === false && !['Error', 'ValidationError'].includes(name),
  );
}

function navigation(
  chapters: readonly Chapter[],
  groups: readonly Group[],
  objects: readonly [string, JsonSchema][],
): Markup {
  const entry = (id: string, text: Markup | string) => html`<li><a href="#${id}">${text}</a></li>\n`;
  const list = (title: string, id: string, entries: readonly Markup[]) => html`<section>
<h2><a href="#${id}">${title}</a></h2>
<ul>
${entries}</ul>
</section>
`;
  return html`<nav id="contents" class="contents" popover aria-label="Contents">
<div class="filter" hidden><label for="filter">Filter</label> <input id="filter" type="search" placeholder="Filter operations" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></div>
<p id="no-match" class="no-match" hidden>Nothing of that name.</p>
${list(
  'Guide',
  'introduction',
  chapters.map(({ id, title }) => entry(id, title)),
)}
${groups.map((group) =>
  list(
    group.name,
    anchor(group.name),
    group.operations.map(({ method, operation }) =>
      entry(
        anchor(operation.operationId),
        html`<span class="method ${method}">${method.toUpperCase()}</span> <span>${operation.summary}</span>`,
      ),
    ),
  ),
)}
${list(
  'Objects',
  'objects',
  objects.map(([name]) => entry(`object-${anchor(name)}`, name)),
)}
</nav>
`;
}

function chapterMarkup({ id, title, body }: Chapter): Markup {
  return html`<section class="chapter" id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title"><a href="#${id}">${title}</a></h2>
<div class="text">
${body}
</div>
</section>
`;
}

function groupMarkup(document: OpenApiDocument, group: Group, samples: SamplesByOperation): Markup {
  const id = anchor(group.name);
  return html`<section class="group" id="${id}" aria-labelledby="${id}-title">
<div class="group-head"><h2 id="${id}-title"><a href="#${id}">${group.name}</a></h2>
<p>${prose(group.description)}</p></div>
${group.operations.map((placed) => operationMarkup(document, placed, samples[placed.operation.operationId]))}
</section>
`;
}

function objectsMarkup(objects: readonly [string, JsonSchema][]): Markup {
  return html`<section class="group" id="objects" aria-labelledby="objects-title">
<div class="group-head"><h2 id="objects-title"><a href="#objects">Objects</a></h2>
<p>What answers are made of. Every field is always there.</p></div>
${objects.map(([name, schema]) => {
  const id = `object-${anchor(name)}`;
  return html`<article class="object" id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title"><a href="#${id}">${name}</a></h3>
${schema.description === undefined ? undefined : html`<p>${prose(schema.description)}</p>`}
${answerFields(schema)}
</article>
`;
})}
</section>
`;
}
