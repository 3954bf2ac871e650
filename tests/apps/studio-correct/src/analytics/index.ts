export { AnalyticsProvider } from "./AnalyticsProvider";
export { useAnalytics } from "./useAnalytics";
export * from "./events";
export { load as loadHeap } from "./heap";
