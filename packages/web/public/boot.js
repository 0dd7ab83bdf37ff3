// Runs before anything is painted or loaded: the colour scheme, and what the content security policy asks of libraries.
// A file of its own because the policy allows no inline script.
(() => {
  const root = document.documentElement;
  let choice = 'auto';
  try {
    choice = localStorage.getItem('mantine-color-scheme-value') ?? 'auto';
  } catch {
    // Storage may be blocked; the system's scheme serves.
  }
  const isDark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
  // zod would try out `new Function`, which the policy refuses and reports.
  globalThis.__zod_globalConfig = { jitless: true };
})();
