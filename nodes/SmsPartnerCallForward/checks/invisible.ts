/**
 * What fonts do not show: contact lists, Outlook and Excel put such marks around numbers and names.
 * Control characters are none of them.
 */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}+/gu;

export function withoutInvisible(text: string): string {
	return text.replace(INVISIBLE, '');
}
