export function undocumented(value: any): unknown {
    return value;
}
// WIP: better words.
