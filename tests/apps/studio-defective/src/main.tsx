import { createRoot } from "react-dom/client";
import { AnalyticsProvider, loadHeap } from "@/analytics";
import { App } from "./App";

loadHeap(import.meta.env.VITE_HEAP_ID, {
  disableTextCapture: false, // error: HL101
  secureCookie: true,
});
createRoot(document.getElementById("root")!).render(
  <AnalyticsProvider>
    <App />
  </AnalyticsProvider>,
);
