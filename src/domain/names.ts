export const normaliseName = (name: string): string => name.toLowerCase();
