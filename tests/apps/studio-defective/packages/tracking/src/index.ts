import Heap from "heap-api";

const client = Heap(process.env.HEAP_APP_ID!);

/** What the server tells Heap: always of an account. */
export class ServerTracker {
  constructor(private readonly source: string) {}

  track(event: string, accountId: string, properties: Record<string, string | number> = {}) {
    client.track(event, accountId, properties);
  }
}

export class BillingTracker extends ServerTracker {
  paid(accountId: string, plan: string) {
    this.track("Invoice Paid", accountId, { plan });
  }
}
