/** A bounded queue: when it is full the oldest goes, and is counted. */
export class Ring<T> {
    private readonly slots: (T | undefined)[];
    private start = 0;
    private count = 0;
    dropped = 0;

    constructor(readonly capacity: number) {
        if (capacity < 1) throw new RangeError('capacity');
        this.slots = new Array<T | undefined>(capacity);
    }

    get length(): number {
        return this.count;
    }

    push(value: T): void {
        if (this.count === this.capacity) {
            this.slots[this.start] = value;
            this.start = (this.start + 1) % this.capacity;
            this.dropped++;
            return;
        }
        this.slots[(this.start + this.count) % this.capacity] = value;
        this.count++;
    }

    /** Everything, oldest first; empties the ring and the counter. */
    drain(): T[] {
        const out: T[] = [];
        for (let i = 0; i < this.count; i++) {
            const at = (this.start + i) % this.capacity;
            out.push(this.slots[at] as T);
            this.slots[at] = undefined;
        }
        this.start = this.count = this.dropped = 0;
        return out;
    }
}
