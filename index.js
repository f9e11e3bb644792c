module.exports = {
	...require('./dist/nodes/SmsPartnerCallForward/SmsPartnerCallForward.node.js'),
	...require('./dist/credentials/SmsPartnerApi.credentials.js'),
};
