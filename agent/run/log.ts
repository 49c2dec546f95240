import { type Logger, pino } from 'pino';

const secrets = ['password', 'passphrase', 'secret', 'token', 'privateKey', 'key', 'authorization'];

/** JSON lines on standard output, with whatever is called a secret replaced. */
export function createLog(level: string): Logger {
  return pino({
    level,
    redact: { paths: secrets.flatMap(name => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
