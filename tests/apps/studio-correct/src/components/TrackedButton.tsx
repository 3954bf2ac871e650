import type { ReactNode } from "react";
import { useAnalytics } from "@/analytics";

interface Props {
  event: string;
  place?: string;
  children?: ReactNode;
}

export function TrackedButton({ event, place = "page", children }: Props) {
  const analytics = useAnalytics();
  return <button onClick={() => analytics.track(event, { place })}>{children}</button>;
}
