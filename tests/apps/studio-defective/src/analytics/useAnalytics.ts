import { useContext } from "react";
import { AnalyticsContext } from "./AnalyticsProvider";

export function useAnalytics() {
  const analytics = useContext(AnalyticsContext);
  if (analytics === null) {
    throw new Error("no AnalyticsProvider");
  }
  return analytics;
}
