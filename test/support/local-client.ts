import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

type Config = Pick<
  S3ClientConfig,
  'region' | 'credentials' | 'maxAttempts' | 'requestHandler' | 'forcePathStyle'
> & { endpoint?: string };

/**
 * Makes a client of the AWS SDK that can only reach this machine. Every client in `test/` is made here:
 * a test that was started outside `npm test`, in a shell with AWS credentials, must not write to a real
 * account.
 *
 * @param config its `endpoint` is `AWS_ENDPOINT_URL` by default, the emulator that the test run started
 * @throws {Error} when the endpoint is not a loopback address
 */
export function localClient<Client>(
  Client: new (config: Config) => Client,
  config: Config = {},
): Client {
  return new Client({ ...config, endpoint: localEndpoint(config.endpoint) });
}

/** Makes an S3 client for signing links, which sends nothing; so its endpoint may be any address. */
export function clientForLinks(
  config: Pick<Config, 'endpoint' | 'region' | 'credentials'>,
): S3Client {
  return new S3Client({ ...config, forcePathStyle: true });
}

/** @throws {Error} when `endpoint` is not an HTTP URL of a loopback address */
export function localEndpoint(endpoint = process.env.AWS_ENDPOINT_URL): string {
  if (endpoint && URL.canParse(endpoint) && LOOPBACK.test(new URL(endpoint).hostname)) {
    return endpoint;
  }
  throw new Error(
    `Tests use AWS on this machine only, but the endpoint was ${endpoint || 'not set'}. Run them with npm test.`,
  );
}

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])$/;
