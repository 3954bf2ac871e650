import { BillingTracker } from "@studio/tracking";

const tracker = new BillingTracker("billing");

export function paid(invoice: { accountId: string; plan: string }) {
  tracker.paid("acme", invoice.plan); // error: HL201
  tracker.track(`Paid ${invoice.plan}`, invoice.accountId); // error: HL304
}
