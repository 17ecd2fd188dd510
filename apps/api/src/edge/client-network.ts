/** An IPv4 address as a socket for both families writes it. */
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Groups of an IPv6 address, and those of a network that one customer gets: 64 bits. */
const groupsInAddress = 8;
const groupsInNetwork = 4;

/** What the requests of an address are counted by: IPv4 itself, of IPv6 its first 64 bits, since the rest is free to choose. */
export function clientNetwork(address: string): string {
  const plain = mapped.exec(address)?.[1] ?? address;
  if (!plain.includes(':')) return plain;
  const [before = '', after] = plain.toLowerCase().split('::');
  const head = groupsOf(before);
  const tail = groupsOf(after ?? '');
  const zeros = after === undefined ? 0 : Math.max(groupsInAddress - head.length - tail.length, 0);
  const groups = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail];
  return `${groups.slice(0, groupsInNetwork).join(':')}::/64`;
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, ''));
}
