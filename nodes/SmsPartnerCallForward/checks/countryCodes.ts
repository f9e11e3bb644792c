/**
 * Every country code, as libphonenumber's metadata has it: `(0)` where the national prefix is 0 (of the
 * main country, where several share a code), then how many digits follow, 7 to 15 with the code.
 */
export const COUNTRY_CODES =
	'1:10 7:10,14 20(0):8-10 27(0):5-10 30:10-12 31(0):5-11 32(0):8-9 33(0):9 34:9 36:8-9 ' +
	'39:6-12 40(0):6,9 41(0):9,12 43(0):5-13 44(0):7,9-10 45:8 46(0):6-10,12 47:5,8 48:6-10 ' +
	'49(0):5-13 51(0):8-9 52:10 53(0):6-8,10 54(0):10-11 55(0):8-11 56:9-11 57(0):8,10-11 ' +
	'58(0):10 60(0):8-10 61(0):5-10,12 62(0):7-13 63(0):6,8-13 64(0):5-10 65:8,10-11 ' +
	'66(0):8-10,13 81(0):8-13 82(0):5-6,8-13 84(0):7-10 86(0):7-12 90(0):7,10,12-13 91(0):8-13 ' +
	'92(0):8-12 93(0):9 94(0):9 95(0):6-10 98(0):5-7,10 211(0):9 212(0):9 213(0):8-9 216:8 ' +
	'218(0):9 220:7,9 221:9 222:8 223:8 224:8-9 225:10 226:8 227:8 228:8 229:8,10 230:7-8,10 ' +
	'231(0):7-9 232(0):8 233(0):8-9 234(0):10-12 235:8 236:8 237:8-9 238:7 239:7 240:9 241:7-8 ' +
	'242:9 243(0):7-10 244:9 245:7,9 246:7 247:5-6 248:7 249(0):9 250(0):8-9 251(0):9 252(0):6-9 ' +
	'253:8 254(0):7-10 255(0):9 256(0):9 257:8 258:8-9 260(0):9 261(0):9 262(0):9 263(0):7,9-10 ' +
	'264(0):8-9 265(0):7,9 266:8 267:7-8,10 268:8-9 269:7 290:4-5 291(0):7 297:7 298:6 299:6 ' +
	'350:8 351:9 352:4-11 353(0):7-10 354:7,9 355(0):6-9 356:8 357:8 358(0):5-12 359(0):6-9,12 ' +
	'370(0):8 371:8 372:7-8,10 373(0):8 374(0):8 375:6-11 376:6,8-9 377(0):8-9 378:8,10 ' +
	'380(0):9-10 381(0):6-12 382(0):8-9 383(0):8-12 385(0):7-9 386(0):5-8 387(0):8-9 389(0):8 ' +
	'420:9-12 421(0):6-7,9 423(0):7,9 500:5 501:7,11 502:8,11 503:7-8,11 504:8,11 505:8 506:8,10 ' +
	'507:7-8,10-11 508(0):6,9 509:8 590(0):9 591(0):8-9 592:7 593(0):8-11 594(0):9 595(0):6-11 ' +
	'596(0):9 597:6-7 598(0):4-12 599:7-8 670:7-8 672:6 673:7 674:7 675:7-8 676:5,7 677:5,7 ' +
	'678:5,7 679:7,11 680:7 681:6,9 682:5 683:4,7 685:5-7,10 686(0):5,8 687:6 688:5-7 689:6,8-9 ' +
	'690:4-7 691:7 692:7 800:8 808:8 850(0):8,10 852:5-9,11 853:7-8 855(0):8-10 856(0):8-10 ' +
	'870:9,12 878:12 880(0):6-10 881:9-10 882:7-12 883:8-12 886(0):7-11 888:11 960:7,10 ' +
	'961(0):7-8 962(0):8-9 963(0):8-9 964(0):8-10 965:7-8 966(0):9-10 967(0):7-9 968:7-9 ' +
	'970(0):8-10 971(0):5-12 972(0):7-12 973:8 974:7-9,11 975:7-8 976(0):8-10 977(0):8,10-11 ' +
	'979:9 992:9 993:8 994(0):9 995(0):9 996(0):9-10 998:9';

export interface CountryCode {
	code: string;
	/** Dialed before the number within the country, and not from abroad. */
	hasZeroPrefix: boolean;
	/** How many digits follow: `7,9-10`. */
	lengths: string;
}

const BY_CODE: ReadonlyMap<string, CountryCode> = new Map(
	COUNTRY_CODES.split(' ').map((entry) => {
		const code = entry.replace(/\D.*/, '');
		const lengths = entry.replace(/.*:/, '');
		return [code, { code, hasZeroPrefix: entry.includes('(0)'), lengths }];
	}),
);

/** The country code that digits begin with: no code begins with another one. */
export function countryCodeOf(digits: string): CountryCode | undefined {
	const starts = [1, 2, 3].map((length) => digits.slice(0, length));
	return starts.map((start) => BY_CODE.get(start)).find((country) => country !== undefined);
}

/** Whether numbers of a country can have that many digits after its code. */
export function hasLength({ lengths }: CountryCode, length: number): boolean {
	return lengths.split(',').some((range) => {
		const [least, most = least] = range.split('-').map(Number);
		return length >= Number(least) && length <= Number(most);
	});
}
