/** The part of Swagger UI's interface that this page uses; the package has no types. */
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  import type { ComponentType, createElement, VNode } from 'preact';

  export type Response = { get(name: 'text'): string | undefined };

  export type System = { React: { createElement: typeof createElement } };

  export type Plugin = () => {
    wrapComponents: Record<
      string,
      (
        original: ComponentType<{ response?: Response }>,
        system: System,
      ) => (properties: { response?: Response }) => VNode
    >;
  };

  export type Page = { preauthorizeApiKey(scheme: string, token: string): void };

  export default function SwaggerUI(options: Record<string, unknown>): Page;
}
