import { type Document, OpenAPIBackend } from 'openapi-backend';

/**
 * openapi-backend for a contract in OpenAPI 3.1, as an object without external references. With `quick` it does without its
 * loader of documents, which costs 45 ms of CPU time at the start. It changes a copy of the object only, which all backends of a
 * process share.
 */
export class ContractBackend extends OpenAPIBackend {
  /** It checks documents against OpenAPI 3.0 only. The contracts are 3.1, and lint has checked them. */
  override validateDefinition(): Document {
    return this.document;
  }

  override async loadDocument(): Promise<Document> {
    this.document = this.inputDocument as Document;
    return this.document;
  }

  /** Registers the handlers when the operations are known: openapi-backend collects them for each handler and each request. */
  override async init(): Promise<this> {
    const { handlers } = this;
    this.handlers = {};
    await super.init();
    const operations = this.router.getOperations();
    this.router.getOperations = () => operations;
    this.register(handlers);
    return this;
  }

  /** The methods of a path; empty if there is no such path. */
  methodsAt(path: string): string[] {
    return METHODS.filter((method) => this.router.matchOperation({ method, path, headers: {} }));
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
