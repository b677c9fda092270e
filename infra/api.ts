import { Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ROUTES_WITH_HEAD, type Route, type RouteKey, routeKeyOf } from '../shared/api/routes.ts';
import type { Config } from './config/config.ts';
import { cors } from './cors.ts';
import type { ApiFile } from './functions/api.ts';
import type { GatewayFunction } from './functions/function.ts';

type Throttle = { rateLimit: number; burstLimit: number };

/** The throttle of most routes, in calls per second. The functions and the table can serve more. */
const USUAL: Throttle = { rateLimit: 100, burstLimit: 200 };

/** Docs fetches a build's script once and its images once for each saved file, all in one burst. */
const DOCS: Throttle = { rateLimit: 1_000, burstLimit: 2_000 };

/**
 * For routes without a token, which load balancers and people call every few seconds. Not for `$default`,
 * which may receive the preflight requests of browsers.
 */
const OPEN: Throttle = { rateLimit: 10, burstLimit: 20 };

/** Routes with a throttle of their own, by key. */
const THROTTLES: Partial<Record<RouteKey, Throttle>> = {
  // Clients poll this route most, and each call may hold its function for 25 seconds.
  'GET /v1/builds/{id}': { rateLimit: 200, burstLimit: 400 },
  // Each call reads up to a hundred builds.
  'GET /v1/builds': { rateLimit: 20, burstLimit: 40 },
  'GET /v1/scripts/{tenant}/{id}/{capability}': DOCS,
  'GET /v1/inputs/{tenant}/{id}/{capability}/{name}': DOCS,
  'GET /v1/health': OPEN,
  'GET /openapi.json': OPEN,
  'GET /': OPEN,
};

export interface ApiProps {
  readonly auth: Config['auth'];
  readonly allowedOrigins: string[];
  readonly publicUrl?: string;
  readonly logRetention: logs.RetentionDays;
}

/** The HTTP API: the routes of the route table; API Gateway's JWT authorizer checks callers. */
export class Api extends Construct {
  readonly httpApi: apigateway.IHttpApi;
  /** The URL of API Gateway itself, even if `publicUrl` is set. */
  readonly endpoint: string;
  /** The URL that callers and Docs use, without a trailing slash. */
  readonly url: string;
  private readonly stage: apigateway.HttpStage;
  private readonly authorizer: HttpJwtAuthorizer;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const api = new apigateway.HttpApi(this, 'Resource', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      corsPreflight: props.allowedOrigins.length > 0 ? cors(props.allowedOrigins) : undefined,
    });
    this.httpApi = api;
    this.stage = this.makeStage(props.logRetention);
    this.authorizer = new HttpJwtAuthorizer('Callers', props.auth.issuer, {
      jwtAudience: props.auth.audience,
    });
    this.endpoint = api.apiEndpoint;
    this.url = props.publicUrl ?? this.endpoint;
  }

  /** Connects each route with its function. */
  serve(functions: Record<ApiFile, GatewayFunction>): void {
    const integrations = new Map<ApiFile, HttpLambdaIntegration>();
    for (const route of ROUTES_WITH_HEAD) {
      // The timeout is the default of API Gateway, 30 s (CDK allows at most 29). Every function ends earlier.
      const integration =
        integrations.get(route.function) ??
        new HttpLambdaIntegration(route.function, functions[route.function].function);
      integrations.set(route.function, integration);
      this.addRoute(route, integration);
    }
    const stage = this.stage.node.defaultChild as apigateway.CfnStage;
    stage.routeSettings = Object.fromEntries(
      ROUTES_WITH_HEAD.map((route) => [routeKeyOf(route), throttling(route)]),
    );
  }

  private addRoute(route: Route, integration: HttpLambdaIntegration): void {
    const key = routeKeyOf(route);
    const added = new apigateway.HttpRoute(this, key, {
      httpApi: this.httpApi,
      routeKey: keyOf(route),
      integration,
      authorizer: route.scope === 'open' ? new apigateway.HttpNoneAuthorizer() : this.authorizer,
    });
    // API Gateway refuses a stage that throttles a route which does not exist yet.
    this.stage.node.addDependency(added);
  }

  private makeStage(logRetention: logs.RetentionDays): apigateway.HttpStage {
    const logGroup = new logs.LogGroup(this, 'Access log', { retention: logRetention });
    return new apigateway.HttpStage(this, 'Stage', {
      httpApi: this.httpApi,
      autoDeploy: true,
      throttle: USUAL,
      accessLogSettings: {
        destination: new apigateway.LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }
}

/** Caller, route, outcome and duration of each call. No IP address, token or query, which may be personal. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
  subject: '$context.authorizer.claims.sub',
  responseBytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  integrationMilliseconds: '$context.integrationLatency',
};

function keyOf({ method, path }: Route): apigateway.HttpRouteKey {
  if (path === '$default') return apigateway.HttpRouteKey.DEFAULT;
  return apigateway.HttpRouteKey.with(path, apigateway.HttpMethod[method]);
}

/** The throttle of a route; HEAD has that of GET. */
function throttling({ method, path }: Route) {
  const key = routeKeyOf({ method: method === 'HEAD' ? 'GET' : method, path });
  const { rateLimit, burstLimit } = THROTTLES[key as RouteKey] ?? USUAL;
  return { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit };
}
