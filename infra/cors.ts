import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as s3 from 'aws-cdk-lib/aws-s3';

/** What web pages of these origins may send to the API, and read of its answers. */
export function cors(allowOrigins: string[]): apigateway.CorsPreflightOptions {
  const { GET, HEAD, POST, DELETE } = apigateway.CorsHttpMethod;
  return {
    allowOrigins,
    allowMethods: [GET, HEAD, POST, DELETE],
    allowHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'prefer',
      'x-correlation-id',
      'docs-gateway-tenant',
    ],
    exposeHeaders: [
      'location',
      'retry-after',
      'x-request-id',
      'idempotent-replayed',
      'preference-applied',
      'apigw-requestid',
    ],
    maxAge: Duration.hours(2), // the most that Chrome accepts
  };
}

/** A presigned link is the right to its object, so any page may fetch it, also after a redirect of the API. */
export const LINKS_IN_PAGES: s3.CorsRule = {
  allowedMethods: [s3.HttpMethods.GET, s3.HttpMethods.HEAD],
  allowedOrigins: ['*'],
  allowedHeaders: ['*'],
  exposedHeaders: ['etag', 'content-disposition', 'content-range', 'accept-ranges'],
  maxAge: 3600,
};
