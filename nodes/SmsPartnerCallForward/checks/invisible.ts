/**
 * What fonts do not show: contact lists, Outlook and Excel put such marks around numbers and names.
 * Control characters are none of them.
 */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

export function withoutInvisible(text: string): string {
	return text.replace(INVISIBLE, '');
}

/** As a spreadsheet has it in front of what it must not turn into a number. */
const LEADING_APOSTROPHE = /^\s*['‘’ʼ]/;

/** What a person sees in a cell: without marks, a spreadsheet's apostrophe and whitespace around it. */
export function asSeen(cell: string): string {
	return withoutInvisible(cell).replace(LEADING_APOSTROPHE, '').trim();
}
