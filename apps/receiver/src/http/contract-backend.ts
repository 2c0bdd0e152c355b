import { type Document, OpenAPIBackend } from 'openapi-backend';

/** openapi-backend for a contract in OpenAPI 3.1. */
export class ContractBackend extends OpenAPIBackend {
  /** It checks documents against OpenAPI 3.0 only. The contracts are 3.1, and lint has checked them. */
  override validateDefinition(): Document {
    return this.document;
  }

  /** The methods of a path; empty if there is no such path. */
  methodsAt(path: string): string[] {
    return METHODS.filter((method) => this.router.matchOperation({ method, path, headers: {} }));
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
