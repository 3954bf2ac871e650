declare global {
  interface Window {
    heap: any;
  }
}

export const heap = window.heap;

export function load(id: string, options: Record<string, unknown>) {
  window.heap.load(id, options);
}
