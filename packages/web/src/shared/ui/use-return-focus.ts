// Gives the focus back to what opened a dialog: who works by keyboard goes on where they were.
import { useEffect } from 'react';

/** A menu's item is gone when its dialog closes; the button of the menu is still there. */
function lastingElement(element: Element | null): HTMLElement | null {
  const menu = element?.closest('[role="menu"]');
  const lasting = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : element;
  return lasting instanceof HTMLElement && lasting !== document.body ? lasting : null;
}

let lastOutside: HTMLElement | null = null;
/** The dialog takes the focus before our effects run, so what had it before is noted as it moves. */
document.addEventListener('focusin', (event) => {
  const target = event.target as Element;
  if (target.closest('[role="dialog"]') === null) lastOutside = lastingElement(target);
});

/** While `isOpen`, remembers what had the focus; afterwards, or when unmounted, gives it back. */
export function useReturnFocus(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return;
    const opener = lastOutside;
    return () => {
      // After React has taken the dialog away: until then the focus is still in it, or on nothing.
      requestAnimationFrame(() => {
        const { activeElement } = document;
        const isLost = activeElement === null || activeElement === document.body;
        if (isLost && opener?.isConnected) opener.focus({ preventScroll: true });
      });
    };
  }, [isOpen]);
}
