import { BlockList, isIP } from 'node:net';

/** An IPv4 address as a socket for both families writes it. */
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Networks that were asked for before, made ready. */
const prepared = new WeakMap<readonly string[], BlockList>();

/** Whether an address is in one of the networks. @param networks in CIDR notation, as {@link isNetwork} has them */
export function isWithin(networks: readonly string[], address: string): boolean {
  const plain = mapped.exec(address)?.[1] ?? address;
  const family = isIP(plain);
  if (family === 0) return false;
  let list = prepared.get(networks);
  if (!list) prepared.set(networks, (list = listOf(networks)));
  return list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
