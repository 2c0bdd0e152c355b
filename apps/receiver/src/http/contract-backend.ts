import { type Document, OpenAPIBackend } from 'openapi-backend';

/** openapi-backend for a contract in OpenAPI 3.1. */
export class ContractBackend extends OpenAPIBackend {
  /** It checks documents against OpenAPI 3.0 only. Ours are 3.1 and are linted where they are written. */
  override validateDefinition(): Document {
    return this.document;
  }

  /** The methods that a path knows; empty where there is no such path. */
  methodsAt(path: string): string[] {
    return METHODS.filter((method) => this.router.matchOperation({ method, path, headers: {} }));
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
