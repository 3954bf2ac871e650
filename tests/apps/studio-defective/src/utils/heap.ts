/** A priority queue: nothing of it goes to Heap. */
class Heap<T> {
  secret = "";
  private items: T[] = [];

  track(item: T) {
    this.items.push(item);
  }

  identify(item: T) {
    return this.items.indexOf(item);
  }
}

export const heap = new Heap<string>();
export const useQueue = <T>() => new Heap<T>();

heap.track("");
heap.identify("guest");
