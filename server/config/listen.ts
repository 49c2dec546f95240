import { isIP } from 'node:net';
import { z } from 'zod';

/** `host:port`; an IPv6 host stands in brackets. Port 0 takes a free one. */
export const listen = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/, 'expected host:port')
  .transform(text => ({
    host: text.slice(0, text.lastIndexOf(':')).replace(/^\[|\]$/g, ''),
    port: Number(text.slice(text.lastIndexOf(':') + 1)),
  }));

/** An IP address, or a network written as `10.20.0.0/24`. */
export const network = z.string().refine(
  text => {
    const [address = '', bits] = text.split('/', 2);
    const version = isIP(address);
    if (version === 0 || text.split('/').length > 2) return false;
    // A network of every address there is would take anybody's word.
    return (
      bits === undefined ||
      (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128))
    );
  },
  { error: 'expected an IP address, or a network such as 10.20.0.0/24' },
);
