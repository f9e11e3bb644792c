import { properties } from '../../nodes/SmsPartnerCallForward/description';

it('the fields that people see and save are those that were reviewed', () => {
	expect(properties).toMatchSnapshot();
});
