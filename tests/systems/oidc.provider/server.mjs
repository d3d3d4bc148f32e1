/*
 * Two identity providers on one port: /op is the real one (npm oidc-provider), /liar one that says whatever a test wants it to.
 *
 *   node server.mjs PORT
 *
 * POST /control       {redirect_uris?, post_logout_redirect_uris?, accounts?: {login: claims}, rotate?: true}     steers /op
 * POST /liar/control  see `lie` below; {} makes it honest again
 * POST /down          {down: true}: connections are closed without an answer until {down: false}
 */
import { createHash, createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const port = Number(process.argv[2]);
const origin = `http://127.0.0.1:${port}`;
let down = false;

/* ---- the real one ---- */

const newKey = () => ({ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: randomUUID() });
const state = {
    keys: [newKey()],
    redirect_uris: ['http://127.0.0.1:1/sso/callback/x'],
    post_logout_redirect_uris: [],
    accounts: { ada: { email: 'ada@example.test', email_verified: true, name: 'Ada', groups: ['ops'] } },
};
let op;

function build() {
    const provider = new Provider(`${origin}/op`, {
        clients: [
            {
                client_id: 'binnacle',
                client_secret: 'a client secret for tests',
                redirect_uris: state.redirect_uris,
                post_logout_redirect_uris: state.post_logout_redirect_uris,
                response_types: ['code'],
                grant_types: ['authorization_code'],
                token_endpoint_auth_method: 'client_secret_basic',
            },
        ],
        jwks: { keys: state.keys },
        scopes: ['openid', 'email', 'profile', 'groups'],
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
        conformIdTokenClaims: false,
        pkce: { required: () => true },
        cookies: { keys: ['cookie secret of a test'] },
        features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
        findAccount: (_ctx, id) => (state.accounts[id] ? { accountId: id, claims: () => ({ sub: id, ...state.accounts[id] }) } : undefined),
        ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
    });
    provider.proxy = true;
    op = provider.callback();
}
build();

/* ---- the liar ---- */

/* claims: over the true ones (null drops one) · header · alg: RS256 ES256 EdDSA none HS256 · wrong_key · kid · status, body: of the token endpoint ·
 * delay_ms: before any answer · discovery: over the true document · discovery_body · jwks_status · jwks_body · userinfo · id_token · rotate */
let lie = {};
const made = {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    EdDSA: generateKeyPairSync('ed25519'),
};
const strange = generateKeyPairSync('rsa', { modulusLength: 2048 });
let generation = 1;
const codes = new Map();
const seen = { token: 0, jwks: 0, discovery: 0, token_request: null };
const b64 = (v) => Buffer.from(typeof v === 'string' ? v : JSON.stringify(v)).toString('base64url');

function signed(header, claims) {
    const text = `${b64(header)}.${b64(claims)}`;
    if (header.alg === 'none') return `${text}.`;
    if (header.alg === 'HS256') return `${text}.${createHmac('sha256', made.RS256.publicKey.export({ format: 'pem', type: 'spki' })).update(text).digest('base64url')}`;
    const key = lie.wrong_key ? strange.privateKey : made[header.alg].privateKey;
    const hash = header.alg === 'EdDSA' ? null : 'sha256';
    return `${text}.${sign(hash, Buffer.from(text), header.alg === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key).toString('base64url')}`;
}

function idToken(flow) {
    const now = Math.floor(Date.now() / 1000);
    const alg = lie.alg ?? 'RS256';
    const claims = { iss: `${origin}/liar`, aud: 'binnacle', sub: 'liar-1', iat: now, exp: now + 300, nonce: flow.nonce, email: 'liar@example.test', email_verified: true, groups: ['ops'], ...lie.claims };
    if (lie.at_hash) claims.at_hash = lie.at_hash === true ? createHash('sha256').update('an access token').digest().subarray(0, 16).toString('base64url') : lie.at_hash;
    for (const k of Object.keys(claims)) if (claims[k] === null) delete claims[k];
    return signed({ alg, kid: lie.kid ?? `${alg}-${generation}`, ...lie.header }, claims);
}

const jwks = () => ({ keys: Object.entries(made).map(([alg, pair]) => ({ ...pair.publicKey.export({ format: 'jwk' }), use: 'sig', alg, kid: `${alg}-${generation}` })) });

async function body(req) {
    const parts = [];
    for await (const p of req) parts.push(p);
    return Buffer.concat(parts).toString();
}

async function liar(req, res, url) {
    const json = (status, v) => res.writeHead(status, { 'content-type': 'application/json' }).end(typeof v === 'string' ? v : JSON.stringify(v));
    if (url.pathname === '/liar/control') {
        lie = JSON.parse(await body(req));
        if (lie.rotate) {
            for (const alg of Object.keys(made)) made[alg] = alg === 'RS256' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
            generation++;
        }
        return json(200, seen);
    }
    if (lie.delay_ms) await new Promise((r) => setTimeout(r, lie.delay_ms));
    if (url.pathname === '/liar/.well-known/openid-configuration') {
        seen.discovery++;
        if (lie.discovery_body !== undefined) return json(200, lie.discovery_body);
        return json(200, { issuer: `${origin}/liar`, authorization_endpoint: `${origin}/liar/auth`, token_endpoint: `${origin}/liar/token`, jwks_uri: `${origin}/liar/jwks`, userinfo_endpoint: `${origin}/liar/me`, end_session_endpoint: `${origin}/liar/out`, ...lie.discovery });
    }
    if (url.pathname === '/liar/jwks') {
        seen.jwks++;
        return json(lie.jwks_status ?? 200, lie.jwks_body ?? jwks());
    }
    if (url.pathname === '/liar/auth') {
        const q = url.searchParams;
        const code = randomUUID();
        codes.set(code, { nonce: q.get('nonce'), challenge: q.get('code_challenge'), redirect_uri: q.get('redirect_uri') });
        const to = new URL(q.get('redirect_uri'));
        to.searchParams.set('code', code);
        to.searchParams.set('state', q.get('state'));
        if (lie.iss) to.searchParams.set('iss', lie.iss);
        return res.writeHead(303, { location: to.href }).end();
    }
    if (url.pathname === '/liar/token') {
        seen.token++;
        const q = new URLSearchParams(await body(req));
        seen.token_request = { ...Object.fromEntries(q), authorization: req.headers.authorization };
        if (lie.status) return json(lie.status, lie.body ?? { error: 'server_error' });
        const flow = codes.get(q.get('code'));
        codes.delete(q.get('code'));
        const proven = flow && flow.redirect_uri === q.get('redirect_uri') && createHash('sha256').update(q.get('code_verifier') ?? '').digest('base64url') === flow.challenge;
        if (!proven) return json(400, { error: 'invalid_grant' });
        return json(200, lie.body ?? { id_token: lie.id_token ?? idToken(flow), access_token: 'an access token', token_type: 'Bearer' });
    }
    if (url.pathname === '/liar/me') return json(200, lie.userinfo ?? { sub: 'liar-1' });
    return json(404, { error: 'nothing here' });
}

/* ---- one server ---- */

createServer(async (req, res) => {
    const url = new URL(req.url, origin);
    try {
        if (url.pathname === '/down') {
            down = JSON.parse(await body(req)).down;
            return res.end('{}');
        }
        if (down) return req.socket.destroy();
        if (url.pathname === '/control') {
            const { rotate, ...change } = JSON.parse(await body(req));
            Object.assign(state, change);
            if (rotate) state.keys = [newKey()];
            build();
            return res.end('{}');
        }
        if (url.pathname.startsWith('/liar/')) return await liar(req, res, url);
        if (url.pathname.startsWith('/op')) {
            req.originalUrl = req.url;
            req.url = req.url.slice(3) || '/';
            return op(req, res);
        }
        res.writeHead(404).end();
    } catch (e) {
        res.writeHead(500).end(String(e));
    }
}).listen(port, '127.0.0.1', () => console.log('ready'));
