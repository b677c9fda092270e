import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  PAGE_ROUTES_WITH_HEAD,
  ROUTES_WITH_HEAD,
  type Route,
  type RouteKey,
  routeKeyOf,
} from '../shared/api/routes.ts';
import type { Config } from './config/config.ts';
import { cors } from './cors.ts';
import type { ApiFile } from './functions/api.ts';
import type { GatewayFunction } from './functions/function.ts';

/** The group of each route whose throttle is not the usual one, by key. */
const GROUPS: Partial<Record<RouteKey, keyof Config['throttles']>> = {
  'GET /v1/builds/{id}': 'polls',
  'GET /v1/builds': 'lists',
  'POST /v1/scripts/check': 'checks',
  'GET /v1/scripts/{tenant}/{id}/{capability}': 'docs',
  'GET /v1/inputs/{tenant}/{id}/{capability}/{name}': 'docs',
  // Not `$default`, which may receive the preflight requests of browsers.
  'GET /v1/health': 'open',
  'GET /openapi.json': 'open',
  'GET /': 'open',
};

export interface ApiProps {
  readonly auth: Config['auth'];
  readonly allowedOrigins: string[];
  readonly publicUrl?: string;
  readonly throttles: Config['throttles'];
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
  private readonly throttles: Config['throttles'];

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const api = new apigateway.HttpApi(this, 'Resource', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      corsPreflight: props.allowedOrigins.length > 0 ? cors(props.allowedOrigins) : undefined,
    });
    this.httpApi = api;
    this.throttles = props.throttles;
    this.stage = this.makeStage(props.logRetention);
    this.authorizer = new HttpJwtAuthorizer('Callers', props.auth.issuer, {
      jwtAudience: props.auth.audience,
    });
    this.endpoint = api.apiEndpoint;
    this.url = props.publicUrl ?? this.endpoint;
  }

  /** Connects each route with its function. @param page without it, the pages are off */
  serve(functions: Record<ApiFile, GatewayFunction>, page?: GatewayFunction): void {
    const served: { route: Route; by: GatewayFunction }[] = ROUTES_WITH_HEAD.map((route) => ({
      route,
      by: functions[route.function],
    }));
    if (page) served.push(...PAGE_ROUTES_WITH_HEAD.map((route) => ({ route, by: page })));
    const integrations = new Map<GatewayFunction, HttpLambdaIntegration>();
    for (const { route, by } of served) {
      // The timeout is the default of API Gateway, 30 s (CDK allows at most 29). Every function ends earlier.
      const integration =
        integrations.get(by) ?? new HttpLambdaIntegration(route.function, by.function);
      integrations.set(by, integration);
      this.addRoute(route, integration);
    }
    const stage = this.stage.node.defaultChild as apigateway.CfnStage;
    stage.routeSettings = Object.fromEntries(
      served.map(({ route }) => [routeKeyOf(route), this.throttleOf(route)]),
    );
  }

  /** The throttle of a route; HEAD has that of GET. */
  private throttleOf({ method, path }: Route) {
    const key = routeKeyOf({ method: method === 'HEAD' ? 'GET' : method, path });
    const { rate, burst } = this.throttles[GROUPS[key as RouteKey] ?? 'usual'];
    return { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst };
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

  /**
   * CloudWatch Logs lets API Gateway write to groups below `/aws/vendedlogs/` without a policy for each. Other
   * groups share one policy of the account, of 5,120 characters. The group outlives its stack, so its name
   * has the id of the stack: a later stack of the same name makes a group of its own.
   */
  private accessLogName(): string {
    const { stackName, stackId } = Stack.of(this);
    return `/aws/vendedlogs/${stackName}/${Fn.select(2, Fn.split('/', stackId))}`;
  }

  private makeStage(logRetention: logs.RetentionDays): apigateway.HttpStage {
    const { rate, burst } = this.throttles.usual;
    const logGroup = new logs.LogGroup(this, 'Access log', {
      logGroupName: this.accessLogName(),
      retention: logRetention,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    return new apigateway.HttpStage(this, 'Stage', {
      httpApi: this.httpApi,
      autoDeploy: true,
      throttle: { rateLimit: rate, burstLimit: burst },
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
