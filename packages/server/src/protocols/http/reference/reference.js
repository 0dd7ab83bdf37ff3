// What the reference page gains with a script: samples in tabs, copy buttons, the filter, the place in the contents, the theme.
// Everything is readable without it.

const languageKey = 'lumenbox.docs.language';
const themeKey = 'lumenbox.docs.theme';

function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing shows the page all the same.
  }
}

function element(name, properties, attributes = {}) {
  const made = Object.assign(document.createElement(name), properties);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function announce(text) {
  document.getElementById('announcer').textContent = text;
}

/* Samples in tabs: one language for the whole page, remembered. */

const tabSets = [];

function makeTabs(samples, index) {
  const title = samples.dataset.title;
  const list = element('div', { className: 'tabs' }, { role: 'tablist', 'aria-label': title });
  const tabs = [...samples.querySelectorAll('.sample')].map((sample) => {
    const { language } = sample.dataset;
    const id = `sample-${index}-${language}`;
    const tab = element(
      'button',
      { type: 'button', id: `${id}-tab`, textContent: sample.querySelector('summary').textContent },
      { role: 'tab', 'aria-controls': id },
    );
    const panel = element('div', { id }, { role: 'tabpanel', 'aria-labelledby': tab.id });
    panel.append(sample.querySelector('pre'));
    list.append(tab);
    tab.addEventListener('click', () => choose(language, tab));
    return { language, tab, panel };
  });
  list.addEventListener('keydown', (event) => moveBetween(event, tabs));
  samples.replaceChildren(list, ...tabs.map(({ panel }) => panel));
  tabSets.push(tabs);
}

function moveBetween(event, tabs) {
  const at = tabs.findIndex(({ tab }) => tab === document.activeElement);
  const targets = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
  if (!(event.key in targets) || at < 0) return;
  event.preventDefault();
  const { language, tab } = tabs[(targets[event.key] + tabs.length) % tabs.length];
  choose(language, tab);
  tab.focus();
}

/** Other samples change their height too: the one in hand stays where it is. */
function choose(language, tab) {
  const before = tab.getBoundingClientRect().top;
  showLanguage(language);
  window.scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: 'instant' });
  remember(languageKey, language);
}

function showLanguage(language) {
  for (const tabs of tabSets) {
    const shown = tabs.find((each) => each.language === language) ?? tabs[0];
    for (const each of tabs) {
      const isShown = each === shown;
      each.tab.setAttribute('aria-selected', String(isShown));
      each.tab.tabIndex = isShown ? 0 : -1;
      each.panel.hidden = !isShown;
    }
  }
}

/* Copy buttons */

function addCopyButton(pre) {
  const holder = element('div', { className: 'holds-copy' });
  const button = element('button', { type: 'button', className: 'copy', textContent: 'Copy' });
  pre.replaceWith(holder);
  holder.append(pre, button);
  button.addEventListener('click', async () => {
    const isCopied = await copy(pre);
    button.textContent = isCopied ? 'Copied' : 'Press Ctrl+C';
    button.classList.add('done');
    announce(isCopied ? 'Copied to the clipboard.' : 'The text is selected. Press Ctrl and C to copy it.');
    setTimeout(() => {
      button.textContent = 'Copy';
      button.classList.remove('done');
    }, 1600);
  });
}

/** Off a secure address there is no clipboard: the text is selected instead. */
async function copy(pre) {
  try {
    await navigator.clipboard.writeText(pre.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(pre);
    return false;
  }
}

/* The filter of the contents */

function startFilter(nav) {
  const input = nav.querySelector('#filter');
  nav.querySelector('.filter').hidden = false;
  const entries = [...nav.querySelectorAll('li')].map((item) => {
    const target = document.getElementById(item.firstElementChild.hash.slice(1));
    const path = target?.querySelector('.route')?.textContent ?? '';
    return { item, text: `${item.textContent} ${path}`.toLowerCase() };
  });
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { item, text } of entries) item.hidden = !words.every((word) => text.includes(word));
    for (const section of nav.querySelectorAll('section'))
      section.hidden = section.querySelector('li:not([hidden])') === null;
    document.getElementById('no-match').hidden = nav.querySelector('section:not([hidden])') !== null;
  };
  input.addEventListener('input', apply);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') nav.querySelector('li:not([hidden]) a')?.click();
    if (event.key !== 'Escape' || input.value === '') return;
    event.preventDefault();
    input.value = '';
    apply();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target.closest?.('input, textarea, select') !== null;
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (getComputedStyle(nav).display === 'none') nav.showPopover();
    input.focus();
  });
}

/* The place in the contents */

function followReading(nav) {
  const links = new Map([...nav.querySelectorAll('li a')].map((link) => [link.hash.slice(1), link]));
  const targets = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let current;
  let isDue = false;
  const update = () => {
    isDue = false;
    const line = 120;
    const reached = targets.filter((target) => target.getBoundingClientRect().top <= line);
    const link = links.get((reached.at(-1) ?? targets[0]).id);
    if (link === current) return;
    current?.removeAttribute('aria-current');
    link.setAttribute('aria-current', 'location');
    current = link;
    keepInSight(nav, link);
  };
  const schedule = () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(update);
  };
  addEventListener('scroll', schedule, { passive: true });
  addEventListener('resize', schedule, { passive: true });
  update();
  nav.addEventListener('click', (event) => {
    if (event.target.closest('a') && nav.matches(':popover-open')) nav.hidePopover();
  });
}

function keepInSight(nav, link) {
  const [frame, box] = [nav.getBoundingClientRect(), link.getBoundingClientRect()];
  const margin = 80;
  if (box.top < frame.top + margin) nav.scrollTop += box.top - frame.top - margin;
  else if (box.bottom > frame.bottom - margin) nav.scrollTop += box.bottom - frame.bottom + margin;
}

/* The theme: the system's, or the one chosen */

const themes = { system: 'System', light: 'Light', dark: 'Dark' };

function startTheme(bar) {
  const button = element('button', { type: 'button', className: 'theme' });
  const show = (theme) => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.dataset.theme = theme;
    button.replaceChildren(element('span', { textContent: 'Theme: ' }), themes[theme]);
  };
  button.addEventListener('click', () => {
    const names = Object.keys(themes);
    const next = names[(names.indexOf(button.dataset.theme) + 1) % names.length];
    show(next);
    remember(themeKey, next);
  });
  const saved = remembered(themeKey);
  show(saved in themes ? saved : 'system');
  bar.append(button);
}

const nav = document.getElementById('contents');
for (const [index, samples] of document.querySelectorAll('.samples').entries()) makeTabs(samples, index);
showLanguage(remembered(languageKey) ?? 'curl');
for (const pre of document.querySelectorAll('main pre')) addCopyButton(pre);
startFilter(nav);
followReading(nav);
startTheme(document.querySelector('.bar'));
// The tabs have changed the height of everything above the place that the address names.
if (location.hash !== '')
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
