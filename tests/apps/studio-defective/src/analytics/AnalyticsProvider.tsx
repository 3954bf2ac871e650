import { createContext, useMemo, type ReactNode } from "react";
import { heap } from "./heap";
import type { Events } from "./events";

export interface Analytics {
  identify(id: string): void;
  track(event: Events | string, properties?: Record<string, unknown>): void;
  forget(): void;
}

export const AnalyticsContext = createContext<Analytics | null>(null);

export function AnalyticsProvider({ children }: { children: ReactNode }) {
  const value = useMemo<Analytics>(
    () => ({
      identify: (id) => heap.identify(id),
      track: (event, properties = {}) => heap.track(event, properties),
      forget: () => heap.resetIdentity(),
    }),
    [],
  );
  return <AnalyticsContext.Provider value={value}>{children}</AnalyticsContext.Provider>;
}
