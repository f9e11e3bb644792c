import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

// Imported before n8n-core, which reads these once: the engine keeps out of the home folder.
process.env.N8N_USER_FOLDER ??= join(
	tmpdir(),
	`n8n-nodes-smspartner-engine-${userInfo().username}`,
);
process.env.N8N_ENCRYPTION_KEY ??= 'engine-runner';
process.env.N8N_DIAGNOSTICS_ENABLED ??= 'false';
