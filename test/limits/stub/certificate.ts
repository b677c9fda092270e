import { generateKeyPairSync, sign } from 'node:crypto';

/** Names of the types and fields of a certificate, in ASN.1. */
const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');

/**
 * A key and a certificate for `localhost` that it signed itself, as PEM. Clients that verify certificates refuse it.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc5280#section-4.1
 */
export function selfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
  const commonName = der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from('localhost')));
  const name = der(SEQUENCE, der(SET, commonName));
  const validity = der(SEQUENCE, time('000101000000Z'), time('491231235959Z'));
  const content = der(
    SEQUENCE,
    der(INTEGER, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]);
  const certificate = der(SEQUENCE, content, algorithm, der(BIT_STRING, signature));
  return {
    key: `${privateKey.export({ type: 'pkcs8', format: 'pem' })}`,
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
  };
}

function time(text: string): Buffer {
  return der(UTC_TIME, Buffer.from(text));
}

/** A value with its type and length. */
function der(type: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([type, ...(length < 0x80 ? [length] : long)]), value]);
}
