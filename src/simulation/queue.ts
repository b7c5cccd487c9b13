/** Faults that wait, in order of arrival. Taking one out keeps the order of the others; nothing is allocated once grown. */
export class Queue {
  length = 0;
  #first = 0;
  #faults = new Int32Array(64);

  clear(): void {
    this.length = 0;
    this.#first = 0;
  }

  at(place: number): number {
    return this.#faults[this.#first + place];
  }

  push(fault: number): void {
    if (this.#first + this.length === this.#faults.length) this.#makeRoom();
    this.#faults[this.#first + this.length++] = fault;
  }

  /** Whoever is nearer, those before or those behind, moves up: what is taken from the front costs nothing. */
  removeAt(place: number): void {
    const first = this.#first;
    if (2 * place < this.length) {
      this.#faults.copyWithin(first + 1, first, first + place);
      this.#first++;
    } else this.#faults.copyWithin(first + place, first + place + 1, first + this.length);
    this.length--;
  }

  /** Room at the front is used again; a queue that fills half of what there is gets twice as much. */
  #makeRoom(): void {
    const from = this.#faults;
    if (2 * this.length > from.length) this.#faults = new Int32Array(2 * from.length);
    this.#faults.set(from.subarray(this.#first, this.#first + this.length));
    this.#first = 0;
  }

  /** Nothing happens when the fault does not wait here. */
  remove(fault: number): void {
    for (let place = 0; place < this.length; place++)
      if (this.at(place) === fault) {
        this.removeAt(place);
        return;
      }
  }
}
