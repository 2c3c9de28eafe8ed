async function send(): Promise<void> {}

send();
