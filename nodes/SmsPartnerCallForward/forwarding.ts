/** How calls to a virtual number are routed. */
export type Mode = 'callForwarding' | 'voicemail' | 'disabled';

/** Where calls to a virtual number go. */
export interface Forwarding {
	/** International digits (`33612345678`), or as entered. */
	virtualNumber: string;
	mode: Mode;
	/** A phone number in E.164 (`+33612345678`) or as entered, an email address, or empty. */
	destination: string;
}
