// The mark: a light box with a lit spot. Drawn in place, so that nothing is fetched.

/** The logo, decorative: the name stands beside it as text. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#1f5fbf" />
      <path
        d="M9 8v13a3 3 0 0 0 3 3h11"
        fill="none"
        stroke="#fff"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="20" cy="13" r="4" fill="#fff" />
    </svg>
  );
}
