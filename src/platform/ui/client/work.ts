/** What the page hands over: see the server's `Challenge`. */
interface Challenge {
  readonly algorithm: string;
  readonly challenge: string;
  readonly maxnumber: number;
  readonly salt: string;
  readonly signature: string;
}

// A worker of its own, loaded only where work is asked for: the page goes on answering, and weighs nothing more elsewhere.
addEventListener('message', (event: MessageEvent<Challenge>) => void search(event.data));

/** Finds the number, and answers with ALTCHA's payload: base64 of its JSON. */
async function search({ algorithm, challenge, maxnumber, salt, signature }: Challenge): Promise<void> {
  const text = new TextEncoder();
  const wanted = challenge.slice(0, 8);
  for (let number = 0; number <= maxnumber; number++) {
    const hash = new DataView(await crypto.subtle.digest(algorithm, text.encode(salt + number)));
    // 32 bits say no in all but one of four billion cases; the server compares the rest.
    if (hash.getUint32(0).toString(16).padStart(8, '0') !== wanted) continue;
    (postMessage as (message: unknown) => void)(
      btoa(JSON.stringify({ algorithm, challenge, number, salt, signature })),
    );
    return;
  }
}
