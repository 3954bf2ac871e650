import { BillingTracker } from "@studio/tracking";

const tracker = new BillingTracker("billing");

export function paid(invoice: { accountId: string; plan: string }) {
  tracker.paid(invoice.accountId, invoice.plan);
  tracker.track("Paid", invoice.accountId);
}
