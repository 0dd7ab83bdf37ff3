// Gives the focus back to what opened a dialog: who works by keyboard goes on where they were.
import { useEffect } from 'react';

/** A menu's item is gone when its dialog closes; the button of the menu is still there. */
function lastingElement(element: Element | null): HTMLElement | null {
  const menu = element?.closest('[role="menu"]');
  const lasting = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : element;
  return lasting instanceof HTMLElement && lasting !== document.body ? lasting : null;
}

function dialogOf(element: Element | null): Element | null {
  return element?.closest('[role="dialog"]') ?? null;
}

let lastOutside: HTMLElement | null = null;
/** The dialog takes the focus before our effects run, so what had it before is noted as it moves. */
document.addEventListener('focusin', (event) => {
  const target = event.target as Element;
  if (dialogOf(target) === null) lastOutside = lastingElement(target);
});

/** While `isOpen`, remembers what had the focus; afterwards, or when unmounted, gives it back. */
export function useReturnFocus(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return;
    const opener = lastOutside;
    return () => {
      const left = dialogOf(document.activeElement);
      // After React has taken the dialog away, or while it fades: it keeps the focus then, and loses it when it is gone.
      requestAnimationFrame(() => {
        const { activeElement } = document;
        const isLost = activeElement === null || activeElement === document.body;
        const isLeft = left !== null && dialogOf(activeElement) === left;
        if ((isLost || isLeft) && opener?.isConnected) opener.focus({ preventScroll: true });
      });
    };
  }, [isOpen]);
}
