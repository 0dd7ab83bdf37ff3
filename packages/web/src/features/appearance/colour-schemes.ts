// The colour schemes to choose from.
export const colourSchemes = ['light', 'dark', 'auto'] as const;
