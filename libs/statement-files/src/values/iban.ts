const shape = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;

/** The first account number of ISO 13616 in a text, without spaces; its check digits must be right. */
export function ibanIn(text: string): string | undefined {
  return [...text.matchAll(shape)].map(([found]) => found.replaceAll(' ', '')).find(isIban);
}

function isIban(text: string): boolean {
  const digits = [...(text.slice(4) + text.slice(0, 4))].map((each) => parseInt(each, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}
