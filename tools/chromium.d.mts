export function systemChromium(): string | undefined;
export function ensureChromium(say?: (text: string) => void): Promise<string | undefined>;
