/** Faults that wait, in order of arrival. Taking one out keeps the order of the others; nothing is allocated once grown. */
export class Queue {
  length = 0;
  #faults = new Int32Array(64);

  clear(): void {
    this.length = 0;
  }

  at(place: number): number {
    return this.#faults[place];
  }

  push(fault: number): void {
    if (this.length === this.#faults.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.#faults);
      this.#faults = larger;
    }
    this.#faults[this.length++] = fault;
  }

  removeAt(place: number): void {
    this.#faults.copyWithin(place, place + 1, this.length--);
  }

  /** Nothing happens when the fault does not wait here. */
  remove(fault: number): void {
    for (let place = 0; place < this.length; place++)
      if (this.#faults[place] === fault) {
        this.removeAt(place);
        return;
      }
  }
}
