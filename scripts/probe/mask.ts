import { createMask, type Mask } from '../../nodes/SmsPartnerCallForward/api/redact';

const PHONE_NUMBER = /\+?\d(?:[\s().\-/]*\d){6,}/g;
const EMAIL_ADDRESS = /[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+/g;

/** A phone number as the vendor's pages write examples, its spelling kept: `+336xxxxxxxx`, `06 xx xx xx xx`. */
export function maskedNumber(number: string): string {
	const shown = number.startsWith('00') ? 5 : number.startsWith('0') ? 2 : 3;
	let digits = 0;
	return number.replace(/\d/g, (digit) => (++digits > shown ? 'x' : digit));
}

/** Hides the key, the line's numbers and address however they are spelled, and every other number and address. */
export function createTextMask(key: string, known: string[]): Mask {
	const masks = [key, ...known].map(createMask);
	return (text) =>
		masks
			.reduce((masked, mask) => mask(masked), text)
			.replace(PHONE_NUMBER, maskedNumber)
			.replace(EMAIL_ADDRESS, 'xxx@xxx');
}
