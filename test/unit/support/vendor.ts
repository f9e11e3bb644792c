/** Bodies as the vendor's page "Manage Call Forwarding" prints them. */
export const SUCCESS_BODY = { success: true, code: 2, message: 'Callforward disabled' };
export const ERROR_BODY = { success: false, code: 5, message: 'email is not valid' };

/** The page's table of control codes. */
export const VENDOR_TEXTS: ReadonlyArray<readonly [code: number, message: string]> = [
	[10, 'The API key is required'],
	[1, 'Name is required'],
	[5, 'The virtual number is required'],
	[6, 'The type is required'],
	[7, 'The type is not valid'],
	[8, 'Parameter is required'],
	[9, 'The email is not valid'],
	[12, 'The transfer number is not valid'],
	[13, 'The virtual number does not exist'],
	[14, 'Call forwarding is not enabled'],
	[15, 'The number is disabled'],
	[16, 'Call forwarding is already enabled'],
	[17, 'Voicemail is already enabled'],
	[18, 'Call forwarding is already disabled'],
];

/** An error body with a control code, the text being the one of the vendor's table. */
export function refusal(code: number): { success: boolean; code: number; message: string } {
	const entry = VENDOR_TEXTS.find(([listed]) => listed === code);
	if (entry === undefined) throw new Error(`The vendor's table has no code ${code}`);
	return { success: false, code, message: entry[1] };
}
