/* Generated from the box's OpenAPI document by npm run gen:api. Do not edit. */

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say that the process is alive */
        get: operations["get_healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say whether the box can do its work */
        get: operations["get_readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the box's own metrics as OpenMetrics text */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Describe this API as OpenAPI 3.1 */
        get: operations["get_api_openapi_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in and get the session cookie */
        post: operations["post_auth_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session */
        post: operations["post_auth_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell who is signed in and what they may do */
        get: operations["get_auth_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tenants that one may act in */
        get: operations["get_auth_tenants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on in another tenant with this session */
        post: operations["post_auth_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the own password; other sessions end */
        post: operations["post_auth_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a new password with a reset link */
        post: operations["post_auth_reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell whether the box has a first user */
        get: operations["get_auth_claim"];
        put?: never;
        /** Make the first user with the claim link of the console */
        post: operations["post_auth_claim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the users of the tenant */
        get: operations["get_users"];
        put?: never;
        /** Add a user */
        post: operations["post_users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a user */
        get: operations["get_users_by_id"];
        /** Set a user's name, role and access */
        put: operations["put_users_by_id"];
        post?: never;
        /** Delete a user */
        delete: operations["delete_users_by_id"];
        options?: never;
        head?: never;
        /** Change a user's name, role or access */
        patch: operations["patch_users_by_id"];
        trace?: never;
    };
    "/api/v1/users/{id}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a one-time link with which the user sets a new password */
        post: operations["post_users_by_id_reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API keys */
        get: operations["get_auth_api_keys"];
        put?: never;
        /** Make an API key */
        post: operations["post_auth_api_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an API key */
        get: operations["get_auth_api_keys_by_id"];
        put?: never;
        post?: never;
        /** Revoke an API key */
        delete: operations["delete_auth_api_keys_by_id"];
        options?: never;
        head?: never;
        /** Rename an own API key, change its scopes, addresses or end */
        patch: operations["patch_auth_api_keys_by_id"];
        trace?: never;
    };
    "/api/v1/auth/api-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give an own API key a new secret; the old one may stay good for a while */
        post: operations["post_auth_api_keys_by_id_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign a program in: an access token of 15 minutes and a refresh token */
        post: operations["post_auth_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change a refresh token for new tokens; one that was used before ends its session */
        post: operations["post_auth_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session of a refresh token; the same answer for one that is unknown */
        post: operations["post_auth_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the public keys that access tokens are signed with */
        get: operations["get_well_known_jwks_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the keys that access tokens are signed with */
        get: operations["get_admin_signing_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/signing-keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign with a new key; tokens of the old one stay good until they are over */
        post: operations["post_admin_signing_keys_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/signing-keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse every token of a key at once */
        post: operations["post_admin_signing_keys_by_id_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the roles with their permissions */
        get: operations["get_roles"];
        put?: never;
        /** Make a role of the tenant */
        post: operations["post_roles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a role of the tenant */
        get: operations["get_roles_by_id"];
        put?: never;
        post?: never;
        /** Delete a role that nobody has */
        delete: operations["delete_roles_by_id"];
        options?: never;
        head?: never;
        /** Change a role; it is true at once for everybody who has it */
        patch: operations["patch_roles_by_id"];
        trace?: never;
    };
    "/api/v1/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the own preferences: what holds, and what was chosen */
        get: operations["get_preferences"];
        /** Replace the own preferences; what is absent goes back to its default */
        put: operations["put_preferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change some of the own preferences */
        patch: operations["patch_preferences"];
        trace?: never;
    };
    "/api/v1/preferences/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put preferences back to their defaults */
        post: operations["post_preferences_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/preferences/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the JSON Schema of the preferences */
        get: operations["get_preferences_schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/preferences/theme": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the theme preferences */
        get: operations["get_preferences_theme"];
        /** Replace the theme preferences; what is absent goes back to its default */
        put: operations["put_preferences_theme"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change some of the theme preferences */
        patch: operations["patch_preferences_theme"];
        trace?: never;
    };
    "/api/v1/preferences/accessibility": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the accessibility preferences */
        get: operations["get_preferences_accessibility"];
        /** Replace the accessibility preferences; what is absent goes back to its default */
        put: operations["put_preferences_accessibility"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change some of the accessibility preferences */
        patch: operations["patch_preferences_accessibility"];
        trace?: never;
    };
    "/api/v1/preferences/regional": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the regional preferences */
        get: operations["get_preferences_regional"];
        /** Replace the regional preferences; what is absent goes back to its default */
        put: operations["put_preferences_regional"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change some of the regional preferences */
        patch: operations["patch_preferences_regional"];
        trace?: never;
    };
    "/api/v1/preferences/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the dashboard preferences */
        get: operations["get_preferences_dashboard"];
        /** Replace the dashboard preferences; what is absent goes back to its default */
        put: operations["put_preferences_dashboard"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change some of the dashboard preferences */
        patch: operations["patch_preferences_dashboard"];
        trace?: never;
    };
    "/api/v1/preferences/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the notifications preferences */
        get: operations["get_preferences_notifications"];
        /** Replace the notifications preferences; what is absent goes back to its default */
        put: operations["put_preferences_notifications"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change some of the notifications preferences */
        patch: operations["patch_preferences_notifications"];
        trace?: never;
    };
    "/api/v1/preferences/tour": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the tour preferences */
        get: operations["get_preferences_tour"];
        /** Replace the tour preferences; what is absent goes back to its default */
        put: operations["put_preferences_tour"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change some of the tour preferences */
        patch: operations["patch_preferences_tour"];
        trace?: never;
    };
    "/api/v1/preferences/custom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the own custom settings */
        get: operations["get_preferences_custom"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/preferences/custom/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a custom setting */
        get: operations["get_preferences_custom_by_key"];
        /** Store a custom setting: any JSON */
        put: operations["put_preferences_custom_by_key"];
        post?: never;
        /** Delete a custom setting */
        delete: operations["delete_preferences_custom_by_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/preferences/widgets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what is kept of widgets */
        get: operations["get_preferences_widgets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/preferences/widgets/{page}/{widget}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what is kept of a widget */
        get: operations["get_preferences_widgets_by_page_by_widget"];
        /** Keep how a widget is shown; what is absent stays as it is */
        put: operations["put_preferences_widgets_by_page_by_widget"];
        post?: never;
        /** Forget how a widget is shown */
        delete: operations["delete_preferences_widgets_by_page_by_widget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/preferences/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Take all own preferences along as one file */
        get: operations["get_preferences_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/preferences/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take preferences in from such a file */
        post: operations["post_preferences_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/preferences/defaults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the tenant's defaults */
        get: operations["get_preferences_defaults"];
        /** Replace the tenant's defaults, for everybody who chose nothing else */
        put: operations["put_preferences_defaults"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the own notices and those of the tenant that one may see, newest first */
        get: operations["get_inbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count unread notices */
        get: operations["get_inbox_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the kinds of notices */
        get: operations["get_inbox_kinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/read-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark everything that is shown as read */
        post: operations["post_inbox_read_all"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a notice as read */
        post: operations["post_inbox_by_id_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/{id}/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a notice as unread */
        post: operations["post_inbox_by_id_unread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Put a notice away: it is not shown to you any more */
        delete: operations["delete_inbox_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/announcements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Announce something to everybody */
        post: operations["post_inbox_announcements"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/announcements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an announcement back, from everybody */
        delete: operations["delete_inbox_announcements_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell what the sign-in page offers */
        get: operations["get_auth_options"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an account; answers alike when there is one */
        post: operations["post_auth_register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm an e-mail address with the link that was sent to it */
        post: operations["post_auth_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/forgot-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a reset link by mail; answers alike when there is no account */
        post: operations["post_auth_forgot_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the own account */
        get: operations["get_auth_me_account"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the own name */
        patch: operations["patch_auth_me_account"];
        trace?: never;
    };
    "/api/v1/auth/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for another address; it counts once its owner confirms it */
        post: operations["post_auth_me_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send the confirmation of the own address again */
        post: operations["post_auth_me_confirmation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disable the own account; an administrator can enable it again */
        post: operations["post_auth_me_disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete the own account */
        post: operations["post_auth_me_delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell about the own second factor */
        get: operations["get_auth_me_second_factor"];
        put?: never;
        /** Make a secret for an authenticator program */
        post: operations["post_auth_me_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show a code of the authenticator: from now on it is asked for */
        post: operations["post_auth_me_second_factor_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/second-factor/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make new recovery codes in place of the old ones */
        post: operations["post_auth_me_second_factor_recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/second-factor/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove the second factor */
        post: operations["post_auth_me_second_factor_remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List where the own account is signed in, newest first */
        get: operations["get_auth_me_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of the own sessions */
        delete: operations["delete_auth_me_sessions_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/sessions/end-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End every session but this one */
        post: operations["post_auth_me_sessions_end_others"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/memberships": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept an invitation with the account that there is */
        post: operations["post_auth_me_memberships"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the open invitations of the tenant */
        get: operations["get_invitations"];
        put?: never;
        /** Invite somebody to the tenant, in place of an older invitation */
        post: operations["post_invitations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw an invitation */
        delete: operations["delete_invitations_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell what an invitation is for */
        post: operations["post_auth_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/invitation/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the invited account and sign in to it */
        post: operations["post_auth_invitation_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/reset-mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail a link with which the user sets a new password */
        post: operations["post_users_by_id_reset_mail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/confirmation-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a link that confirms the user's address */
        post: operations["post_users_by_id_confirmation_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/second-factor/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a lost second factor away; the user is signed out */
        post: operations["post_users_by_id_second_factor_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List who did what, newest first; a page may be short, go on while there is a next_cursor */
        get: operations["get_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download the rows that match as CSV or JSON */
        get: operations["get_audit_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/integrity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what the last verification of the chain found */
        get: operations["get_audit_integrity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify the chain; the result is at /audit/integrity */
        post: operations["post_audit_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/head": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the head of the chain, to keep it elsewhere */
        get: operations["get_audit_head"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/heads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write the head out to the sinks now */
        post: operations["post_audit_heads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/heads/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold the whole chain against heads that were kept elsewhere */
        post: operations["post_audit_heads_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/heads/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that the box was put back on purpose: these heads need not fit any more */
        post: operations["post_audit_heads_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the heads that were written out, newest first */
        get: operations["get_audit_receipts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/sinks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List where the head is written to once a day */
        get: operations["get_audit_sinks"];
        put?: never;
        /** Add a sink */
        post: operations["post_audit_sinks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/sinks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a sink */
        get: operations["get_audit_sinks_by_id"];
        /** Replace a sink's settings */
        put: operations["put_audit_sinks_by_id"];
        post?: never;
        /** Delete a sink; its receipts stay */
        delete: operations["delete_audit_sinks_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/prune/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Count the rows that a prune would delete */
        post: operations["post_audit_prune_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/prune": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete the oldest rows; the chain stays verifiable */
        post: operations["post_audit_prune"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one row of the trail with the object before and after */
        get: operations["get_audit_by_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the box's settings */
        get: operations["get_admin_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change settings; null puts a default back */
        patch: operations["patch_admin_settings"];
        trace?: never;
    };
    "/api/v1/admin/settings/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the JSON Schema of the settings */
        get: operations["get_admin_settings_schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/outgoing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read which addresses the tenant's checks and webhooks may reach */
        get: operations["get_admin_outgoing"];
        /** Replace the list of addresses that the tenant may reach */
        put: operations["put_admin_outgoing"];
        post?: never;
        /** Put the default list back */
        delete: operations["delete_admin_outgoing"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the mail server's settings */
        get: operations["get_admin_mail"];
        /** Set the mail server; the password is kept while server and port stay */
        put: operations["put_admin_mail"];
        post?: never;
        /** Forget the mail server */
        delete: operations["delete_admin_mail"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test mail and tell what the server said, within 10 s */
        post: operations["post_admin_mail_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List mails that were sent, wait or were given up, newest first */
        get: operations["get_admin_mail_outbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail/outbox/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a waiting mail at once */
        post: operations["post_admin_mail_outbox_by_id_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List notification channels */
        get: operations["get_alerts_channels"];
        put?: never;
        /** Add a notification channel */
        post: operations["post_alerts_channels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/channels/types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the channel types with the schemas of their settings */
        get: operations["get_alerts_channels_types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a notification channel */
        get: operations["get_alerts_channels_by_id"];
        /** Replace a notification channel's settings */
        put: operations["put_alerts_channels_by_id"];
        post?: never;
        /** Delete a notification channel */
        delete: operations["delete_alerts_channels_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/channels/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test notification and say what came of it */
        post: operations["post_alerts_channels_by_id_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List notifications, newest first */
        get: operations["get_alerts_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/deliveries/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a dead letter again */
        post: operations["post_alerts_deliveries_by_id_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List alerts, newest first */
        get: operations["get_alerts_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/history/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count alerts by type, severity and status */
        get: operations["get_alerts_history_stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/history/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an alert with its events and notifications */
        get: operations["get_alerts_history_by_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/history/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Acknowledge an alert */
        post: operations["post_alerts_history_by_id_acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/history/{id}/unacknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an acknowledgement back */
        post: operations["post_alerts_history_by_id_unacknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/history/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resolve an alert by hand */
        post: operations["post_alerts_history_by_id_resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List services by name */
        get: operations["get_services"];
        put?: never;
        /** Create a service */
        post: operations["post_services"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services/types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the check types with the schema of their configuration */
        get: operations["get_services_types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a definition without saving it */
        post: operations["post_services_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create and update many services by name */
        post: operations["post_services_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services/templates/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add the seven default workers, ports 9001 to 9007 */
        post: operations["post_services_templates_workers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services/maintenance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List maintenance windows: coming, current and of the last 30 days */
        get: operations["get_services_maintenance"];
        put?: never;
        /** Open a maintenance window */
        post: operations["post_services_maintenance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services/maintenance/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End and delete a maintenance window */
        delete: operations["delete_services_maintenance_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a service */
        get: operations["get_services_by_id"];
        /** Replace a service's definition */
        put: operations["put_services_by_id"];
        post?: never;
        /** Delete a service with its history */
        delete: operations["delete_services_by_id"];
        options?: never;
        head?: never;
        /** Change parts of a service's definition */
        patch: operations["patch_services_by_id"];
        trace?: never;
    };
    "/api/v1/services/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a service */
        post: operations["post_services_by_id_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume a paused service and check it at once */
        post: operations["post_services_by_id_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Send a heartbeat */
        get: operations["get_push_by_token"];
        put?: never;
        /** Send a heartbeat */
        post: operations["post_push_by_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/health/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List services with their health, failed first */
        get: operations["get_admin_health_services"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/health/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count services by status and tag */
        get: operations["get_admin_health_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/health/dependencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the dependency graph with the health of its nodes */
        get: operations["get_admin_health_dependencies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/health/detailed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the health of the box itself */
        get: operations["get_admin_health_detailed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/health/services/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the health of one service */
        get: operations["get_admin_health_services_by_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/health/services/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read uptime by day and the changes of status */
        get: operations["get_admin_health_services_by_id_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/health/services/{id}/latency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the series of latencies */
        get: operations["get_admin_health_services_by_id_latency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/health/services/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check a service now */
        post: operations["post_admin_health_services_by_id_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ops/workers/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the health of all workers */
        get: operations["get_ops_workers_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ops/workers/discovery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the places where workers are looked for */
        get: operations["get_ops_workers_discovery"];
        put?: never;
        /** Look for workers in a registry or in DNS */
        post: operations["post_ops_workers_discovery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ops/workers/discovery/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Stop looking there; the workers found stay */
        delete: operations["delete_ops_workers_discovery_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tenants of the box with their figures */
        get: operations["get_tenants"];
        put?: never;
        /** Make a tenant */
        post: operations["post_tenants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a tenant */
        get: operations["get_tenants_by_id"];
        put?: never;
        post?: never;
        /** Delete a suspended tenant that was exported since, with everything in it but its audit trail */
        delete: operations["delete_tenants_by_id"];
        options?: never;
        head?: never;
        /** Rename a tenant */
        patch: operations["patch_tenants_by_id"];
        trace?: never;
    };
    "/api/v1/tenants/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse everything of a tenant until it is resumed; checks and notifications stop */
        post: operations["post_tenants_by_id_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a suspended tenant go on */
        post: operations["post_tenants_by_id_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Download everything of a tenant as lines of JSON; secrets are masked */
        post: operations["post_tenants_by_id_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the members of a tenant */
        get: operations["get_tenants_by_id_members"];
        put?: never;
        /** Make an account of the box a member of a tenant */
        post: operations["post_tenants_by_id_members"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/backup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List backups, newest first */
        get: operations["get_admin_backup"];
        put?: never;
        /** Make a backup; it is verified before it counts */
        post: operations["post_admin_backup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/backup/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the backup schedule */
        get: operations["get_admin_backup_schedule"];
        /** Change the backup schedule */
        put: operations["put_admin_backup_schedule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/backup/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a backup's row */
        get: operations["get_admin_backup_by_id"];
        put?: never;
        post?: never;
        /** Delete a backup */
        delete: operations["delete_admin_backup_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/backup/{id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download a backup */
        get: operations["get_admin_backup_by_id_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/backup/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open and verify a backup again */
        post: operations["post_admin_backup_by_id_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/backup/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore a backup that is here and restart (needs X-Confirm: restore) */
        post: operations["post_admin_backup_by_id_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upload a backup, restore it and restart (needs X-Confirm: restore) */
        post: operations["post_admin_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List jobs, newest first */
        get: operations["get_jobs"];
        put?: never;
        /** Enter a job; with X-Job-Existing it is the open one that has its unique key */
        post: operations["post_jobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a job */
        get: operations["get_jobs_by_id"];
        put?: never;
        post?: never;
        /** Cancel a job (its history stays) */
        delete: operations["delete_jobs_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Retry a failed job, as it is or with another input */
        post: operations["post_jobs_by_id_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a job that waits or runs */
        post: operations["post_jobs_by_id_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a waiting job now, before its time */
        post: operations["post_jobs_by_id_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Retry, cancel or run many jobs */
        post: operations["post_jobs_bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/bulk/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Freeze the jobs that match now, to act on exactly these */
        post: operations["post_jobs_bulk_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List jobs, newest first */
        get: operations["get_admin_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a job */
        get: operations["get_admin_jobs_by_id"];
        put?: never;
        post?: never;
        /** Cancel a job (its history stays) */
        delete: operations["delete_admin_jobs_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Retry a failed job, as it is or with another input */
        post: operations["post_admin_jobs_by_id_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a job that waits or runs */
        post: operations["post_admin_jobs_by_id_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/jobs/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a waiting job now, before its time */
        post: operations["post_admin_jobs_by_id_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/jobs/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Retry, cancel or run many jobs */
        post: operations["post_admin_jobs_bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/jobs/bulk/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Freeze the jobs that match now, to act on exactly these */
        post: operations["post_admin_jobs_bulk_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enter many jobs at once, all or none */
        post: operations["post_jobs_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the attempts of a job with their logs, newest first */
        get: operations["get_jobs_by_id_attempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/artefacts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download what a job left */
        get: operations["get_jobs_by_id_artefacts_by_name"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/actions/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take back an action on many within 10 s, where nothing started */
        post: operations["post_jobs_actions_by_id_undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List schedules with their next runs and last results */
        get: operations["get_schedules"];
        put?: never;
        /** Add a schedule */
        post: operations["post_schedules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/times": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say when a schedule would run, before it is saved */
        get: operations["get_schedules_times"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a schedule */
        get: operations["get_schedules_by_id"];
        /** Replace a schedule */
        put: operations["put_schedules_by_id"];
        post?: never;
        /** Delete a schedule (its jobs stay) */
        delete: operations["delete_schedules_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a schedule's job now */
        post: operations["post_schedules_by_id_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a schedule */
        post: operations["post_schedules_by_id_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume a schedule; what it missed in the pause is not caught up */
        post: operations["post_schedules_by_id_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the types of job with the schemas of their input */
        get: operations["get_jobs_types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/types/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Define a type that workers outside of the box do */
        put: operations["put_jobs_types_by_name"];
        post?: never;
        /** Delete a type of outside workers */
        delete: operations["delete_jobs_types_by_name"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/types/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin no more jobs of a type */
        post: operations["post_jobs_types_by_name_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/types/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin jobs of a type again */
        post: operations["post_jobs_types_by_name_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the queues with their depths */
        get: operations["get_jobs_queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/queues/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin no more jobs of a queue */
        post: operations["post_jobs_queues_by_name_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/queues/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin jobs of a queue again */
        post: operations["post_jobs_queues_by_name_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read depths, rates with history, and failures grouped */
        get: operations["get_jobs_stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/lease": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take jobs to do, each under a lease */
        post: operations["post_jobs_lease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep a lease, and tell the progress */
        post: operations["post_jobs_by_id_heartbeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a leased job is done (409 when the lease has ended) */
        post: operations["post_jobs_by_id_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a leased job failed (409 when the lease has ended) */
        post: operations["post_jobs_by_id_fail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ops/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the operations home: counts, recent alerts, activity, vitals */
        get: operations["get_ops_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ops/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what happened, newest first */
        get: operations["get_ops_activity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system/about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the version and the libraries with their licences */
        get: operations["get_system_about"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            type: string;
            title: string;
            status: number;
            detail?: string;
            request_id?: string;
            errors?: {
                field: string;
                message: string;
            }[];
        };
        Healthz: {
            /**
             * @description ok
             * @example ok
             */
            status: string;
            /** @description Binnacle's version */
            version: string | null;
            /** @description Seconds since the start */
            uptime_seconds: number;
        };
        Readyz: {
            /**
             * @description ready
             * @example ready
             */
            status: string;
        };
        Login: {
            user: {
                /** Format: uuid */
                id: string;
                email: string;
                name: string;
                /** @description viewer, editor, admin, superadmin, or a role of the tenant by its name */
                role: string;
                /** @description May everything, in every tenant */
                superadmin: boolean;
                /** Format: uuid */
                tenant_id: string;
                tenant_name: string;
                /** @description What this sign-in or key may do */
                permissions: string[];
            };
            /** @description To be sent as X-CSRF-Token with every change; null for API keys and access tokens */
            csrf_token: string | null;
            /** @description null for API keys and access tokens */
            session: {
                /** @description The session ends after that long without a request */
                idle_timeout_seconds: number;
                /**
                 * Format: date-time
                 * @description Its end in any case
                 */
                expires_at: string;
                /** @description The box wants a second factor of this account: until it is set up the session may do nothing else */
                second_factor_missing: boolean;
            } | null;
        };
        LoginInput: {
            /**
             * Format: email
             * @description E-mail address
             * @example ops@example.com
             */
            email: string;
            /** @description Password */
            password: string;
            /** @description One-time code of the second factor, for accounts that have one */
            otp?: string;
        };
        Tenants: {
            items: {
                /** Format: uuid */
                id: string;
                name: string;
                /** @description viewer, editor, admin, superadmin, or a role of the tenant by its name */
                role: string;
                /** @description Whether that tenant manages the account */
                home: boolean;
                current: boolean;
                suspended: boolean;
            }[];
        };
        TenantInput: {
            /** @description One of GET /api/v1/auth/tenants */
            tenant_id: string;
        };
        PasswordInput: {
            /** @description The password until now */
            current_password: string;
            /** @description At least 12 characters */
            new_password: string;
        };
        ResetPasswordInput: {
            /** @description From the reset link */
            token: string;
            /** @description At least 12 characters */
            password: string;
        };
        Claim: {
            /** @description Whether the box has a user */
            claimed: boolean;
        };
        ClaimInput: {
            /** @description From the link that the console printed */
            token: string;
            /**
             * Format: email
             * @description E-mail address
             * @example ops@example.com
             */
            email: string;
            /** @description At least 12 characters */
            password: string;
            /** @description Name to show */
            name?: string;
        };
        Users: {
            /** Format: uuid */
            id: string;
            email: string;
            name: string;
            /** @description viewer, editor, admin, superadmin, or a role of the tenant by its name */
            role: string;
            /** @description Whether this tenant manages the account; else its role here alone */
            home: boolean;
            enabled: boolean;
            /** @description Whether the address is known to be the owner's */
            confirmed: boolean;
            /** @description Whether a code is asked for at the sign-in */
            second_factor: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_login_at: string | null;
            version: number;
        };
        UsersInput: {
            /**
             * Format: email
             * @description E-mail address
             * @example ops@example.com
             */
            email: string;
            /** @description Name to show */
            name?: string;
            /** @description viewer, editor, admin, superadmin, or a role of the tenant by its name. It may do no more than you */
            role: string;
            /** @description At least 12 characters; the user changes it */
            password: string;
        };
        UsersChanges: {
            /** @description Name to show */
            name?: string;
            /** @description viewer, editor, admin, superadmin, or a role of the tenant by its name. It may do no more than you */
            role?: string;
            /** @description A disabled user is signed out at once */
            enabled?: boolean;
        };
        UsersInput2: {
            /** @description Name to show */
            name: string;
            /** @description viewer, editor, admin, superadmin, or a role of the tenant by its name. It may do no more than you */
            role: string;
            /** @description A disabled user is signed out at once */
            enabled: boolean;
        };
        ResetPassword: {
            /** @description Path to hand over; works once */
            reset_url: string;
            /** Format: date-time */
            expires_at: string;
        };
        ApiKeys: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Its first characters */
            prefix: string;
            scopes: string[];
            allowed: string[];
            /** Format: uuid */
            user_id: string;
            /** @description The owner */
            user_email: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description Up to a minute old
             */
            last_used_at: string | null;
            /** @description The address of that use */
            last_used_from: string | null;
            /** @description How often it was used, about; up to a minute old */
            calls: number;
            /** Format: date-time */
            rotated_at: string | null;
            /**
             * Format: date-time
             * @description How long the secret before the last rotation is good
             */
            old_until: string | null;
            version: number;
        };
        ApiKeys2: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Its first characters */
            prefix: string;
            scopes: string[];
            allowed: string[];
            /** Format: uuid */
            user_id: string;
            /** @description The owner */
            user_email: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description Up to a minute old
             */
            last_used_at: string | null;
            /** @description The address of that use */
            last_used_from: string | null;
            /** @description How often it was used, about; up to a minute old */
            calls: number;
            /** Format: date-time */
            rotated_at: string | null;
            /**
             * Format: date-time
             * @description How long the secret before the last rotation is good
             */
            old_until: string | null;
            version: number;
            /** @description The key itself, told this once */
            key: string;
        };
        ApiKeysInput: {
            /**
             * @description What the key is for
             * @example CI
             */
            name: string;
            /** @description Permissions it is limited to; empty: all of its owner's */
            scopes?: string[];
            /**
             * @description Addresses and networks it may be used from; empty: anywhere
             * @example [
             *       "192.0.2.0/24"
             *     ]
             */
            allowed?: string[];
            /**
             * Format: date-time
             * @description Its end; null: never
             */
            expires_at?: string | null;
        };
        ApiKeysChanges: {
            /**
             * @description What the key is for
             * @example CI
             */
            name?: string;
            /** @description Permissions it is limited to; empty: all of its owner's */
            scopes?: string[];
            /**
             * @description Addresses and networks it may be used from; empty: anywhere
             * @example [
             *       "192.0.2.0/24"
             *     ]
             */
            allowed?: string[];
            /**
             * Format: date-time
             * @description Its end; null: never
             */
            expires_at?: string | null;
        };
        RotateInput: {
            /**
             * @description How long the secret until now is good as well
             * @default 0
             */
            grace_seconds: number;
        };
        Token: {
            /** @description To be sent as Authorization: Bearer */
            access_token: string;
            /** @description For POST /auth/refresh; good once */
            refresh_token: string;
            /** @description Seconds the access token is good for */
            expires_in: number;
            /** @description Bearer */
            token_type: string;
            /**
             * Format: date-time
             * @description Until then it can be refreshed at most
             */
            session_expires_at: string;
        };
        RefreshInput: {
            /** @description The newest one that was given out */
            refresh_token: string;
        };
        JwksJson: {
            keys: {
                kty: string;
                crv: string;
                x: string;
                kid: string;
                use: string;
                alg: string;
            }[];
        };
        SigningKeys: {
            items: {
                /**
                 * Format: uuid
                 * @description The tokens' kid
                 */
                id: string;
                /**
                 * @description retired: verifies until its last token is over
                 * @enum {string}
                 */
                state: "signing" | "retired" | "revoked";
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                retired_at: string | null;
                /** Format: date-time */
                revoked_at: string | null;
            }[];
        };
        Roles: {
            items: {
                /**
                 * Format: uuid
                 * @description null: built-in
                 */
                id: string | null;
                name: string;
                builtin: boolean;
                description: string;
                permissions: string[];
                /** @description How many members of the tenant have it */
                member_count: number;
                /** @description The first 50 of them, by e-mail address */
                members: string[];
                /** Format: date-time */
                created_at: string | null;
                /** Format: date-time */
                updated_at: string | null;
                version: number;
            }[];
            /** @description Every permission with what it allows */
            permissions: {
                name: string;
                doc: string;
                /** @description Of the whole box: no role of a tenant can hold it */
                box: boolean;
            }[];
        };
        Roles2: {
            /**
             * Format: uuid
             * @description null: built-in
             */
            id: string | null;
            name: string;
            builtin: boolean;
            description: string;
            permissions: string[];
            /** @description How many members of the tenant have it */
            member_count: number;
            /** @description The first 50 of them, by e-mail address */
            members: string[];
            /** Format: date-time */
            created_at: string | null;
            /** Format: date-time */
            updated_at: string | null;
            version: number;
        };
        RolesInput: {
            /**
             * @description Unique in the tenant
             * @example on call
             */
            name: string;
            /** @description What it is for */
            description?: string;
            /**
             * @description Names of GET /api/v1/roles, none that you have not yourself
             * @example [
             *       "service.read",
             *       "alert.read",
             *       "alert.ack"
             *     ]
             */
            permissions: string[];
        };
        RolesChanges: {
            /** @description Unique in the tenant */
            name?: string;
            /** @description What it is for */
            description?: string;
            /** @description Names of GET /api/v1/roles, none that you have not yourself */
            permissions?: string[];
        };
        Preferences: {
            /**
             * Theme
             * @description Colours and density
             */
            theme: {
                /**
                 * Theme
                 * @description Dark, light, or as the operating system says
                 * @default dark
                 * @enum {string}
                 */
                theme: "dark" | "light" | "system";
                /**
                 * Density
                 * @description Dense shows more rows and smaller controls
                 * @default normal
                 * @enum {string}
                 */
                density: "normal" | "dense";
            };
            /**
             * Accessibility
             * @description Motion, contrast, size, announcements, shortcuts
             */
            accessibility: {
                /**
                 * Motion
                 * @description Reduce stops animations and smooth movement
                 * @default system
                 * @enum {string}
                 */
                motion: "system" | "reduce" | "full";
                /**
                 * Contrast
                 * @description High makes text, borders and focus stronger
                 * @default system
                 * @enum {string}
                 */
                contrast: "system" | "normal" | "high";
                /**
                 * Text size
                 * @description Everything grows with it
                 * @default normal
                 * @enum {string}
                 */
                text_size: "normal" | "large" | "larger";
                /**
                 * Underline links
                 * @description Links can be told from text without colour
                 * @default false
                 */
                underline_links: boolean;
                /**
                 * Status marks
                 * @description Strong draws statuses larger, framed and with a pattern beside the colour
                 * @default normal
                 * @enum {string}
                 */
                status_emphasis: "normal" | "strong";
                /**
                 * Screen reader announcements
                 * @description Brief tells warnings and failures only; verbose tells live changes as well
                 * @default normal
                 * @enum {string}
                 */
                announcements: "brief" | "normal" | "verbose";
                /**
                 * Single-key shortcuts
                 * @description Keys without Ctrl, such as ? and g h
                 * @default true
                 */
                shortcuts: boolean;
                /**
                 * Notices stay (seconds)
                 * @description How long a notice in the corner stays; failures stay until they are closed
                 * @default 6
                 */
                toast_seconds: number;
            };
            /**
             * Region
             * @description Language, time zone, and how dates and numbers are written
             */
            regional: {
                /**
                 * Language and region
                 * @description A BCP 47 tag such as en-GB, or system for the browser's own
                 * @default system
                 * @example de-AT
                 */
                locale: string;
                /**
                 * Time zone
                 * @description A name of the IANA time zone database such as Europe/Vienna, or system for the browser's own
                 * @default system
                 * @example Europe/Vienna
                 */
                time_zone: string;
                /**
                 * Clock
                 * @description 24 hours, 12 hours, or as the region does it
                 * @default 24h
                 * @enum {string}
                 */
                time_format: "locale" | "24h" | "12h";
                /**
                 * Dates
                 * @description As the region writes them, or 2026-02-08
                 * @default locale
                 * @enum {string}
                 */
                date_format: "locale" | "iso";
                /**
                 * First day of the week
                 * @description Of calendars and weekly charts
                 * @default locale
                 * @enum {string}
                 */
                first_day_of_week: "locale" | "monday" | "sunday" | "saturday";
                /**
                 * Numbers
                 * @description How thousands and decimals are marked
                 * @default locale
                 * @enum {string}
                 */
                number_format: "locale" | "comma_dot" | "dot_comma" | "space_comma" | "apostrophe_dot";
            };
            /**
             * Pages
             * @description Where one starts and what is shown at first
             */
            dashboard: {
                /**
                 * Landing page
                 * @description The path that opens after signing in
                 * @default /ops
                 * @example /admin/health
                 */
                landing_page: string;
                /**
                 * Default time range
                 * @description Of charts and histories that were opened without one
                 * @default 24h
                 * @enum {string}
                 */
                time_range: "1h" | "6h" | "24h" | "7d" | "30d";
            };
            /**
             * Notices
             * @description What is told and how
             */
            notifications: {
                /**
                 * Notices in the corner
                 * @description Which new notices also appear in the corner
                 * @default important
                 * @enum {string}
                 */
                toasts: "all" | "important" | "none";
                /**
                 * Desktop notifications
                 * @description Important ones, while the page is in the background
                 * @default false
                 */
                desktop: boolean;
                /**
                 * Sound
                 * @description A short tone with important ones
                 * @default false
                 */
                sound: boolean;
                /**
                 * Muted kinds
                 * @description Kinds of notices that are not shown
                 * @default []
                 */
                muted: ("alert.firing" | "alert.resolved" | "work.done" | "work.failed" | "key.expiring")[];
            };
            /**
             * Tour
             * @description The guided tour
             */
            tour: {
                /**
                 * Tour
                 * @description What became of the guided tour
                 * @default new
                 * @enum {string}
                 */
                state: "new" | "running" | "done" | "dismissed";
                /**
                 * Step
                 * @description Where it was left
                 * @default
                 */
                step: string;
            };
            /** @description Which of them were chosen, as section.name */
            changed: string[];
            version: number;
            /** Format: date-time */
            updated_at: string | null;
        };
        PreferencesInput: {
            /**
             * Theme
             * @description Colours and density
             */
            theme?: {
                /**
                 * Theme
                 * @description Dark, light, or as the operating system says
                 * @default dark
                 * @enum {string}
                 */
                theme: "dark" | "light" | "system";
                /**
                 * Density
                 * @description Dense shows more rows and smaller controls
                 * @default normal
                 * @enum {string}
                 */
                density: "normal" | "dense";
            };
            /**
             * Accessibility
             * @description Motion, contrast, size, announcements, shortcuts
             */
            accessibility?: {
                /**
                 * Motion
                 * @description Reduce stops animations and smooth movement
                 * @default system
                 * @enum {string}
                 */
                motion: "system" | "reduce" | "full";
                /**
                 * Contrast
                 * @description High makes text, borders and focus stronger
                 * @default system
                 * @enum {string}
                 */
                contrast: "system" | "normal" | "high";
                /**
                 * Text size
                 * @description Everything grows with it
                 * @default normal
                 * @enum {string}
                 */
                text_size: "normal" | "large" | "larger";
                /**
                 * Underline links
                 * @description Links can be told from text without colour
                 * @default false
                 */
                underline_links: boolean;
                /**
                 * Status marks
                 * @description Strong draws statuses larger, framed and with a pattern beside the colour
                 * @default normal
                 * @enum {string}
                 */
                status_emphasis: "normal" | "strong";
                /**
                 * Screen reader announcements
                 * @description Brief tells warnings and failures only; verbose tells live changes as well
                 * @default normal
                 * @enum {string}
                 */
                announcements: "brief" | "normal" | "verbose";
                /**
                 * Single-key shortcuts
                 * @description Keys without Ctrl, such as ? and g h
                 * @default true
                 */
                shortcuts: boolean;
                /**
                 * Notices stay (seconds)
                 * @description How long a notice in the corner stays; failures stay until they are closed
                 * @default 6
                 */
                toast_seconds: number;
            };
            /**
             * Region
             * @description Language, time zone, and how dates and numbers are written
             */
            regional?: {
                /**
                 * Language and region
                 * @description A BCP 47 tag such as en-GB, or system for the browser's own
                 * @default system
                 * @example de-AT
                 */
                locale: string;
                /**
                 * Time zone
                 * @description A name of the IANA time zone database such as Europe/Vienna, or system for the browser's own
                 * @default system
                 * @example Europe/Vienna
                 */
                time_zone: string;
                /**
                 * Clock
                 * @description 24 hours, 12 hours, or as the region does it
                 * @default 24h
                 * @enum {string}
                 */
                time_format: "locale" | "24h" | "12h";
                /**
                 * Dates
                 * @description As the region writes them, or 2026-02-08
                 * @default locale
                 * @enum {string}
                 */
                date_format: "locale" | "iso";
                /**
                 * First day of the week
                 * @description Of calendars and weekly charts
                 * @default locale
                 * @enum {string}
                 */
                first_day_of_week: "locale" | "monday" | "sunday" | "saturday";
                /**
                 * Numbers
                 * @description How thousands and decimals are marked
                 * @default locale
                 * @enum {string}
                 */
                number_format: "locale" | "comma_dot" | "dot_comma" | "space_comma" | "apostrophe_dot";
            };
            /**
             * Pages
             * @description Where one starts and what is shown at first
             */
            dashboard?: {
                /**
                 * Landing page
                 * @description The path that opens after signing in
                 * @default /ops
                 * @example /admin/health
                 */
                landing_page: string;
                /**
                 * Default time range
                 * @description Of charts and histories that were opened without one
                 * @default 24h
                 * @enum {string}
                 */
                time_range: "1h" | "6h" | "24h" | "7d" | "30d";
            };
            /**
             * Notices
             * @description What is told and how
             */
            notifications?: {
                /**
                 * Notices in the corner
                 * @description Which new notices also appear in the corner
                 * @default important
                 * @enum {string}
                 */
                toasts: "all" | "important" | "none";
                /**
                 * Desktop notifications
                 * @description Important ones, while the page is in the background
                 * @default false
                 */
                desktop: boolean;
                /**
                 * Sound
                 * @description A short tone with important ones
                 * @default false
                 */
                sound: boolean;
                /**
                 * Muted kinds
                 * @description Kinds of notices that are not shown
                 * @default []
                 */
                muted: ("alert.firing" | "alert.resolved" | "work.done" | "work.failed" | "key.expiring")[];
            };
            /**
             * Tour
             * @description The guided tour
             */
            tour?: {
                /**
                 * Tour
                 * @description What became of the guided tour
                 * @default new
                 * @enum {string}
                 */
                state: "new" | "running" | "done" | "dismissed";
                /**
                 * Step
                 * @description Where it was left
                 * @default
                 */
                step: string;
            };
        };
        PreferencesChanges: {
            /**
             * Theme
             * @description Colours and density
             */
            theme?: {
                /**
                 * Theme
                 * @description Dark, light, or as the operating system says
                 * @default dark
                 * @enum {string}
                 */
                theme: "dark" | "light" | "system";
                /**
                 * Density
                 * @description Dense shows more rows and smaller controls
                 * @default normal
                 * @enum {string}
                 */
                density: "normal" | "dense";
            };
            /**
             * Accessibility
             * @description Motion, contrast, size, announcements, shortcuts
             */
            accessibility?: {
                /**
                 * Motion
                 * @description Reduce stops animations and smooth movement
                 * @default system
                 * @enum {string}
                 */
                motion: "system" | "reduce" | "full";
                /**
                 * Contrast
                 * @description High makes text, borders and focus stronger
                 * @default system
                 * @enum {string}
                 */
                contrast: "system" | "normal" | "high";
                /**
                 * Text size
                 * @description Everything grows with it
                 * @default normal
                 * @enum {string}
                 */
                text_size: "normal" | "large" | "larger";
                /**
                 * Underline links
                 * @description Links can be told from text without colour
                 * @default false
                 */
                underline_links: boolean;
                /**
                 * Status marks
                 * @description Strong draws statuses larger, framed and with a pattern beside the colour
                 * @default normal
                 * @enum {string}
                 */
                status_emphasis: "normal" | "strong";
                /**
                 * Screen reader announcements
                 * @description Brief tells warnings and failures only; verbose tells live changes as well
                 * @default normal
                 * @enum {string}
                 */
                announcements: "brief" | "normal" | "verbose";
                /**
                 * Single-key shortcuts
                 * @description Keys without Ctrl, such as ? and g h
                 * @default true
                 */
                shortcuts: boolean;
                /**
                 * Notices stay (seconds)
                 * @description How long a notice in the corner stays; failures stay until they are closed
                 * @default 6
                 */
                toast_seconds: number;
            };
            /**
             * Region
             * @description Language, time zone, and how dates and numbers are written
             */
            regional?: {
                /**
                 * Language and region
                 * @description A BCP 47 tag such as en-GB, or system for the browser's own
                 * @default system
                 * @example de-AT
                 */
                locale: string;
                /**
                 * Time zone
                 * @description A name of the IANA time zone database such as Europe/Vienna, or system for the browser's own
                 * @default system
                 * @example Europe/Vienna
                 */
                time_zone: string;
                /**
                 * Clock
                 * @description 24 hours, 12 hours, or as the region does it
                 * @default 24h
                 * @enum {string}
                 */
                time_format: "locale" | "24h" | "12h";
                /**
                 * Dates
                 * @description As the region writes them, or 2026-02-08
                 * @default locale
                 * @enum {string}
                 */
                date_format: "locale" | "iso";
                /**
                 * First day of the week
                 * @description Of calendars and weekly charts
                 * @default locale
                 * @enum {string}
                 */
                first_day_of_week: "locale" | "monday" | "sunday" | "saturday";
                /**
                 * Numbers
                 * @description How thousands and decimals are marked
                 * @default locale
                 * @enum {string}
                 */
                number_format: "locale" | "comma_dot" | "dot_comma" | "space_comma" | "apostrophe_dot";
            };
            /**
             * Pages
             * @description Where one starts and what is shown at first
             */
            dashboard?: {
                /**
                 * Landing page
                 * @description The path that opens after signing in
                 * @default /ops
                 * @example /admin/health
                 */
                landing_page: string;
                /**
                 * Default time range
                 * @description Of charts and histories that were opened without one
                 * @default 24h
                 * @enum {string}
                 */
                time_range: "1h" | "6h" | "24h" | "7d" | "30d";
            };
            /**
             * Notices
             * @description What is told and how
             */
            notifications?: {
                /**
                 * Notices in the corner
                 * @description Which new notices also appear in the corner
                 * @default important
                 * @enum {string}
                 */
                toasts: "all" | "important" | "none";
                /**
                 * Desktop notifications
                 * @description Important ones, while the page is in the background
                 * @default false
                 */
                desktop: boolean;
                /**
                 * Sound
                 * @description A short tone with important ones
                 * @default false
                 */
                sound: boolean;
                /**
                 * Muted kinds
                 * @description Kinds of notices that are not shown
                 * @default []
                 */
                muted: ("alert.firing" | "alert.resolved" | "work.done" | "work.failed" | "key.expiring")[];
            };
            /**
             * Tour
             * @description The guided tour
             */
            tour?: {
                /**
                 * Tour
                 * @description What became of the guided tour
                 * @default new
                 * @enum {string}
                 */
                state: "new" | "running" | "done" | "dismissed";
                /**
                 * Step
                 * @description Where it was left
                 * @default
                 */
                step: string;
            };
        };
        ResetInput: {
            /**
             * @description Sections (theme) or single preferences (theme.density); absent or empty: all of them
             * @example [
             *       "theme",
             *       "regional.time_zone"
             *     ]
             */
            names?: string[];
        };
        Schema: {
            /** @description JSON Schema of the preferences */
            schema: Record<string, never>;
        };
        Theme: {
            /**
             * Theme
             * @description Dark, light, or as the operating system says
             * @default dark
             * @enum {string}
             */
            theme: "dark" | "light" | "system";
            /**
             * Density
             * @description Dense shows more rows and smaller controls
             * @default normal
             * @enum {string}
             */
            density: "normal" | "dense";
        };
        ThemeInput: {
            /**
             * Theme
             * @description Dark, light, or as the operating system says
             * @default dark
             * @enum {string}
             */
            theme: "dark" | "light" | "system";
            /**
             * Density
             * @description Dense shows more rows and smaller controls
             * @default normal
             * @enum {string}
             */
            density: "normal" | "dense";
        };
        ThemeChanges: {
            /**
             * Theme
             * @description Dark, light, or as the operating system says
             * @default dark
             * @enum {string}
             */
            theme: "dark" | "light" | "system";
            /**
             * Density
             * @description Dense shows more rows and smaller controls
             * @default normal
             * @enum {string}
             */
            density: "normal" | "dense";
        };
        Accessibility: {
            /**
             * Motion
             * @description Reduce stops animations and smooth movement
             * @default system
             * @enum {string}
             */
            motion: "system" | "reduce" | "full";
            /**
             * Contrast
             * @description High makes text, borders and focus stronger
             * @default system
             * @enum {string}
             */
            contrast: "system" | "normal" | "high";
            /**
             * Text size
             * @description Everything grows with it
             * @default normal
             * @enum {string}
             */
            text_size: "normal" | "large" | "larger";
            /**
             * Underline links
             * @description Links can be told from text without colour
             * @default false
             */
            underline_links: boolean;
            /**
             * Status marks
             * @description Strong draws statuses larger, framed and with a pattern beside the colour
             * @default normal
             * @enum {string}
             */
            status_emphasis: "normal" | "strong";
            /**
             * Screen reader announcements
             * @description Brief tells warnings and failures only; verbose tells live changes as well
             * @default normal
             * @enum {string}
             */
            announcements: "brief" | "normal" | "verbose";
            /**
             * Single-key shortcuts
             * @description Keys without Ctrl, such as ? and g h
             * @default true
             */
            shortcuts: boolean;
            /**
             * Notices stay (seconds)
             * @description How long a notice in the corner stays; failures stay until they are closed
             * @default 6
             */
            toast_seconds: number;
        };
        AccessibilityInput: {
            /**
             * Motion
             * @description Reduce stops animations and smooth movement
             * @default system
             * @enum {string}
             */
            motion: "system" | "reduce" | "full";
            /**
             * Contrast
             * @description High makes text, borders and focus stronger
             * @default system
             * @enum {string}
             */
            contrast: "system" | "normal" | "high";
            /**
             * Text size
             * @description Everything grows with it
             * @default normal
             * @enum {string}
             */
            text_size: "normal" | "large" | "larger";
            /**
             * Underline links
             * @description Links can be told from text without colour
             * @default false
             */
            underline_links: boolean;
            /**
             * Status marks
             * @description Strong draws statuses larger, framed and with a pattern beside the colour
             * @default normal
             * @enum {string}
             */
            status_emphasis: "normal" | "strong";
            /**
             * Screen reader announcements
             * @description Brief tells warnings and failures only; verbose tells live changes as well
             * @default normal
             * @enum {string}
             */
            announcements: "brief" | "normal" | "verbose";
            /**
             * Single-key shortcuts
             * @description Keys without Ctrl, such as ? and g h
             * @default true
             */
            shortcuts: boolean;
            /**
             * Notices stay (seconds)
             * @description How long a notice in the corner stays; failures stay until they are closed
             * @default 6
             */
            toast_seconds: number;
        };
        AccessibilityChanges: {
            /**
             * Motion
             * @description Reduce stops animations and smooth movement
             * @default system
             * @enum {string}
             */
            motion: "system" | "reduce" | "full";
            /**
             * Contrast
             * @description High makes text, borders and focus stronger
             * @default system
             * @enum {string}
             */
            contrast: "system" | "normal" | "high";
            /**
             * Text size
             * @description Everything grows with it
             * @default normal
             * @enum {string}
             */
            text_size: "normal" | "large" | "larger";
            /**
             * Underline links
             * @description Links can be told from text without colour
             * @default false
             */
            underline_links: boolean;
            /**
             * Status marks
             * @description Strong draws statuses larger, framed and with a pattern beside the colour
             * @default normal
             * @enum {string}
             */
            status_emphasis: "normal" | "strong";
            /**
             * Screen reader announcements
             * @description Brief tells warnings and failures only; verbose tells live changes as well
             * @default normal
             * @enum {string}
             */
            announcements: "brief" | "normal" | "verbose";
            /**
             * Single-key shortcuts
             * @description Keys without Ctrl, such as ? and g h
             * @default true
             */
            shortcuts: boolean;
            /**
             * Notices stay (seconds)
             * @description How long a notice in the corner stays; failures stay until they are closed
             * @default 6
             */
            toast_seconds: number;
        };
        Regional: {
            /**
             * Language and region
             * @description A BCP 47 tag such as en-GB, or system for the browser's own
             * @default system
             * @example de-AT
             */
            locale: string;
            /**
             * Time zone
             * @description A name of the IANA time zone database such as Europe/Vienna, or system for the browser's own
             * @default system
             * @example Europe/Vienna
             */
            time_zone: string;
            /**
             * Clock
             * @description 24 hours, 12 hours, or as the region does it
             * @default 24h
             * @enum {string}
             */
            time_format: "locale" | "24h" | "12h";
            /**
             * Dates
             * @description As the region writes them, or 2026-02-08
             * @default locale
             * @enum {string}
             */
            date_format: "locale" | "iso";
            /**
             * First day of the week
             * @description Of calendars and weekly charts
             * @default locale
             * @enum {string}
             */
            first_day_of_week: "locale" | "monday" | "sunday" | "saturday";
            /**
             * Numbers
             * @description How thousands and decimals are marked
             * @default locale
             * @enum {string}
             */
            number_format: "locale" | "comma_dot" | "dot_comma" | "space_comma" | "apostrophe_dot";
        };
        RegionalInput: {
            /**
             * Language and region
             * @description A BCP 47 tag such as en-GB, or system for the browser's own
             * @default system
             * @example de-AT
             */
            locale: string;
            /**
             * Time zone
             * @description A name of the IANA time zone database such as Europe/Vienna, or system for the browser's own
             * @default system
             * @example Europe/Vienna
             */
            time_zone: string;
            /**
             * Clock
             * @description 24 hours, 12 hours, or as the region does it
             * @default 24h
             * @enum {string}
             */
            time_format: "locale" | "24h" | "12h";
            /**
             * Dates
             * @description As the region writes them, or 2026-02-08
             * @default locale
             * @enum {string}
             */
            date_format: "locale" | "iso";
            /**
             * First day of the week
             * @description Of calendars and weekly charts
             * @default locale
             * @enum {string}
             */
            first_day_of_week: "locale" | "monday" | "sunday" | "saturday";
            /**
             * Numbers
             * @description How thousands and decimals are marked
             * @default locale
             * @enum {string}
             */
            number_format: "locale" | "comma_dot" | "dot_comma" | "space_comma" | "apostrophe_dot";
        };
        RegionalChanges: {
            /**
             * Language and region
             * @description A BCP 47 tag such as en-GB, or system for the browser's own
             * @default system
             * @example de-AT
             */
            locale: string;
            /**
             * Time zone
             * @description A name of the IANA time zone database such as Europe/Vienna, or system for the browser's own
             * @default system
             * @example Europe/Vienna
             */
            time_zone: string;
            /**
             * Clock
             * @description 24 hours, 12 hours, or as the region does it
             * @default 24h
             * @enum {string}
             */
            time_format: "locale" | "24h" | "12h";
            /**
             * Dates
             * @description As the region writes them, or 2026-02-08
             * @default locale
             * @enum {string}
             */
            date_format: "locale" | "iso";
            /**
             * First day of the week
             * @description Of calendars and weekly charts
             * @default locale
             * @enum {string}
             */
            first_day_of_week: "locale" | "monday" | "sunday" | "saturday";
            /**
             * Numbers
             * @description How thousands and decimals are marked
             * @default locale
             * @enum {string}
             */
            number_format: "locale" | "comma_dot" | "dot_comma" | "space_comma" | "apostrophe_dot";
        };
        Dashboard: {
            /**
             * Landing page
             * @description The path that opens after signing in
             * @default /ops
             * @example /admin/health
             */
            landing_page: string;
            /**
             * Default time range
             * @description Of charts and histories that were opened without one
             * @default 24h
             * @enum {string}
             */
            time_range: "1h" | "6h" | "24h" | "7d" | "30d";
        };
        DashboardInput: {
            /**
             * Landing page
             * @description The path that opens after signing in
             * @default /ops
             * @example /admin/health
             */
            landing_page: string;
            /**
             * Default time range
             * @description Of charts and histories that were opened without one
             * @default 24h
             * @enum {string}
             */
            time_range: "1h" | "6h" | "24h" | "7d" | "30d";
        };
        DashboardChanges: {
            /**
             * Landing page
             * @description The path that opens after signing in
             * @default /ops
             * @example /admin/health
             */
            landing_page: string;
            /**
             * Default time range
             * @description Of charts and histories that were opened without one
             * @default 24h
             * @enum {string}
             */
            time_range: "1h" | "6h" | "24h" | "7d" | "30d";
        };
        Notifications: {
            /**
             * Notices in the corner
             * @description Which new notices also appear in the corner
             * @default important
             * @enum {string}
             */
            toasts: "all" | "important" | "none";
            /**
             * Desktop notifications
             * @description Important ones, while the page is in the background
             * @default false
             */
            desktop: boolean;
            /**
             * Sound
             * @description A short tone with important ones
             * @default false
             */
            sound: boolean;
            /**
             * Muted kinds
             * @description Kinds of notices that are not shown
             * @default []
             */
            muted: ("alert.firing" | "alert.resolved" | "work.done" | "work.failed" | "key.expiring")[];
        };
        NotificationsInput: {
            /**
             * Notices in the corner
             * @description Which new notices also appear in the corner
             * @default important
             * @enum {string}
             */
            toasts: "all" | "important" | "none";
            /**
             * Desktop notifications
             * @description Important ones, while the page is in the background
             * @default false
             */
            desktop: boolean;
            /**
             * Sound
             * @description A short tone with important ones
             * @default false
             */
            sound: boolean;
            /**
             * Muted kinds
             * @description Kinds of notices that are not shown
             * @default []
             */
            muted: ("alert.firing" | "alert.resolved" | "work.done" | "work.failed" | "key.expiring")[];
        };
        NotificationsChanges: {
            /**
             * Notices in the corner
             * @description Which new notices also appear in the corner
             * @default important
             * @enum {string}
             */
            toasts: "all" | "important" | "none";
            /**
             * Desktop notifications
             * @description Important ones, while the page is in the background
             * @default false
             */
            desktop: boolean;
            /**
             * Sound
             * @description A short tone with important ones
             * @default false
             */
            sound: boolean;
            /**
             * Muted kinds
             * @description Kinds of notices that are not shown
             * @default []
             */
            muted: ("alert.firing" | "alert.resolved" | "work.done" | "work.failed" | "key.expiring")[];
        };
        Tour: {
            /**
             * Tour
             * @description What became of the guided tour
             * @default new
             * @enum {string}
             */
            state: "new" | "running" | "done" | "dismissed";
            /**
             * Step
             * @description Where it was left
             * @default
             */
            step: string;
        };
        TourInput: {
            /**
             * Tour
             * @description What became of the guided tour
             * @default new
             * @enum {string}
             */
            state: "new" | "running" | "done" | "dismissed";
            /**
             * Step
             * @description Where it was left
             * @default
             */
            step: string;
        };
        TourChanges: {
            /**
             * Tour
             * @description What became of the guided tour
             * @default new
             * @enum {string}
             */
            state: "new" | "running" | "done" | "dismissed";
            /**
             * Step
             * @description Where it was left
             * @default
             */
            step: string;
        };
        Custom: {
            key: string;
            value: unknown;
            version: number;
            /** Format: date-time */
            updated_at: string;
        };
        CustomInput: {
            /**
             * @description Any JSON of at most 16 KB
             * @example {
             *       "columns": [
             *         "name"
             *       ]
             *     }
             */
            value: unknown;
        };
        Widgets: {
            page: string;
            widget: string;
            /**
             * @description Only its heading is shown
             * @default false
             */
            collapsed: boolean;
            /**
             * @description It is not shown
             * @default false
             */
            hidden: boolean;
            /**
             * @description Its place on the page, from 0
             * @default 0
             */
            position: number;
            /**
             * @default medium
             * @enum {string}
             */
            size: "small" | "medium" | "large" | "full";
            /**
             * @description The widget's own, at most 16 KB
             * @default {}
             */
            settings: Record<string, never>;
            version: number;
            /** Format: date-time */
            updated_at: string;
        };
        WidgetsInput: {
            /**
             * @description Only its heading is shown
             * @default false
             */
            collapsed: boolean;
            /**
             * @description It is not shown
             * @default false
             */
            hidden: boolean;
            /**
             * @description Its place on the page, from 0
             * @default 0
             */
            position: number;
            /**
             * @default medium
             * @enum {string}
             */
            size: "small" | "medium" | "large" | "full";
            /**
             * @description The widget's own, at most 16 KB
             * @default {}
             */
            settings: Record<string, never>;
        };
        Export: {
            /** @enum {string} */
            format: "binnacle-preferences";
            /** @description What was chosen; the rest is at its defaults */
            preferences?: {
                /**
                 * Theme
                 * @description Colours and density
                 */
                theme?: {
                    /**
                     * Theme
                     * @description Dark, light, or as the operating system says
                     * @default dark
                     * @enum {string}
                     */
                    theme: "dark" | "light" | "system";
                    /**
                     * Density
                     * @description Dense shows more rows and smaller controls
                     * @default normal
                     * @enum {string}
                     */
                    density: "normal" | "dense";
                };
                /**
                 * Accessibility
                 * @description Motion, contrast, size, announcements, shortcuts
                 */
                accessibility?: {
                    /**
                     * Motion
                     * @description Reduce stops animations and smooth movement
                     * @default system
                     * @enum {string}
                     */
                    motion: "system" | "reduce" | "full";
                    /**
                     * Contrast
                     * @description High makes text, borders and focus stronger
                     * @default system
                     * @enum {string}
                     */
                    contrast: "system" | "normal" | "high";
                    /**
                     * Text size
                     * @description Everything grows with it
                     * @default normal
                     * @enum {string}
                     */
                    text_size: "normal" | "large" | "larger";
                    /**
                     * Underline links
                     * @description Links can be told from text without colour
                     * @default false
                     */
                    underline_links: boolean;
                    /**
                     * Status marks
                     * @description Strong draws statuses larger, framed and with a pattern beside the colour
                     * @default normal
                     * @enum {string}
                     */
                    status_emphasis: "normal" | "strong";
                    /**
                     * Screen reader announcements
                     * @description Brief tells warnings and failures only; verbose tells live changes as well
                     * @default normal
                     * @enum {string}
                     */
                    announcements: "brief" | "normal" | "verbose";
                    /**
                     * Single-key shortcuts
                     * @description Keys without Ctrl, such as ? and g h
                     * @default true
                     */
                    shortcuts: boolean;
                    /**
                     * Notices stay (seconds)
                     * @description How long a notice in the corner stays; failures stay until they are closed
                     * @default 6
                     */
                    toast_seconds: number;
                };
                /**
                 * Region
                 * @description Language, time zone, and how dates and numbers are written
                 */
                regional?: {
                    /**
                     * Language and region
                     * @description A BCP 47 tag such as en-GB, or system for the browser's own
                     * @default system
                     * @example de-AT
                     */
                    locale: string;
                    /**
                     * Time zone
                     * @description A name of the IANA time zone database such as Europe/Vienna, or system for the browser's own
                     * @default system
                     * @example Europe/Vienna
                     */
                    time_zone: string;
                    /**
                     * Clock
                     * @description 24 hours, 12 hours, or as the region does it
                     * @default 24h
                     * @enum {string}
                     */
                    time_format: "locale" | "24h" | "12h";
                    /**
                     * Dates
                     * @description As the region writes them, or 2026-02-08
                     * @default locale
                     * @enum {string}
                     */
                    date_format: "locale" | "iso";
                    /**
                     * First day of the week
                     * @description Of calendars and weekly charts
                     * @default locale
                     * @enum {string}
                     */
                    first_day_of_week: "locale" | "monday" | "sunday" | "saturday";
                    /**
                     * Numbers
                     * @description How thousands and decimals are marked
                     * @default locale
                     * @enum {string}
                     */
                    number_format: "locale" | "comma_dot" | "dot_comma" | "space_comma" | "apostrophe_dot";
                };
                /**
                 * Pages
                 * @description Where one starts and what is shown at first
                 */
                dashboard?: {
                    /**
                     * Landing page
                     * @description The path that opens after signing in
                     * @default /ops
                     * @example /admin/health
                     */
                    landing_page: string;
                    /**
                     * Default time range
                     * @description Of charts and histories that were opened without one
                     * @default 24h
                     * @enum {string}
                     */
                    time_range: "1h" | "6h" | "24h" | "7d" | "30d";
                };
                /**
                 * Notices
                 * @description What is told and how
                 */
                notifications?: {
                    /**
                     * Notices in the corner
                     * @description Which new notices also appear in the corner
                     * @default important
                     * @enum {string}
                     */
                    toasts: "all" | "important" | "none";
                    /**
                     * Desktop notifications
                     * @description Important ones, while the page is in the background
                     * @default false
                     */
                    desktop: boolean;
                    /**
                     * Sound
                     * @description A short tone with important ones
                     * @default false
                     */
                    sound: boolean;
                    /**
                     * Muted kinds
                     * @description Kinds of notices that are not shown
                     * @default []
                     */
                    muted: ("alert.firing" | "alert.resolved" | "work.done" | "work.failed" | "key.expiring")[];
                };
                /**
                 * Tour
                 * @description The guided tour
                 */
                tour?: {
                    /**
                     * Tour
                     * @description What became of the guided tour
                     * @default new
                     * @enum {string}
                     */
                    state: "new" | "running" | "done" | "dismissed";
                    /**
                     * Step
                     * @description Where it was left
                     * @default
                     */
                    step: string;
                };
            };
            /** @description Custom settings by key */
            custom?: {
                [key: string]: unknown;
            };
            widgets?: {
                page: string;
                widget: string;
                /**
                 * @description Only its heading is shown
                 * @default false
                 */
                collapsed: boolean;
                /**
                 * @description It is not shown
                 * @default false
                 */
                hidden: boolean;
                /**
                 * @description Its place on the page, from 0
                 * @default 0
                 */
                position: number;
                /**
                 * @default medium
                 * @enum {string}
                 */
                size: "small" | "medium" | "large" | "full";
                /**
                 * @description The widget's own, at most 16 KB
                 * @default {}
                 */
                settings: Record<string, never>;
            }[];
        };
        ImportInput: {
            /** @enum {string} */
            format: "binnacle-preferences";
            /** @description What was chosen; the rest is at its defaults */
            preferences?: {
                /**
                 * Theme
                 * @description Colours and density
                 */
                theme?: {
                    /**
                     * Theme
                     * @description Dark, light, or as the operating system says
                     * @default dark
                     * @enum {string}
                     */
                    theme: "dark" | "light" | "system";
                    /**
                     * Density
                     * @description Dense shows more rows and smaller controls
                     * @default normal
                     * @enum {string}
                     */
                    density: "normal" | "dense";
                };
                /**
                 * Accessibility
                 * @description Motion, contrast, size, announcements, shortcuts
                 */
                accessibility?: {
                    /**
                     * Motion
                     * @description Reduce stops animations and smooth movement
                     * @default system
                     * @enum {string}
                     */
                    motion: "system" | "reduce" | "full";
                    /**
                     * Contrast
                     * @description High makes text, borders and focus stronger
                     * @default system
                     * @enum {string}
                     */
                    contrast: "system" | "normal" | "high";
                    /**
                     * Text size
                     * @description Everything grows with it
                     * @default normal
                     * @enum {string}
                     */
                    text_size: "normal" | "large" | "larger";
                    /**
                     * Underline links
                     * @description Links can be told from text without colour
                     * @default false
                     */
                    underline_links: boolean;
                    /**
                     * Status marks
                     * @description Strong draws statuses larger, framed and with a pattern beside the colour
                     * @default normal
                     * @enum {string}
                     */
                    status_emphasis: "normal" | "strong";
                    /**
                     * Screen reader announcements
                     * @description Brief tells warnings and failures only; verbose tells live changes as well
                     * @default normal
                     * @enum {string}
                     */
                    announcements: "brief" | "normal" | "verbose";
                    /**
                     * Single-key shortcuts
                     * @description Keys without Ctrl, such as ? and g h
                     * @default true
                     */
                    shortcuts: boolean;
                    /**
                     * Notices stay (seconds)
                     * @description How long a notice in the corner stays; failures stay until they are closed
                     * @default 6
                     */
                    toast_seconds: number;
                };
                /**
                 * Region
                 * @description Language, time zone, and how dates and numbers are written
                 */
                regional?: {
                    /**
                     * Language and region
                     * @description A BCP 47 tag such as en-GB, or system for the browser's own
                     * @default system
                     * @example de-AT
                     */
                    locale: string;
                    /**
                     * Time zone
                     * @description A name of the IANA time zone database such as Europe/Vienna, or system for the browser's own
                     * @default system
                     * @example Europe/Vienna
                     */
                    time_zone: string;
                    /**
                     * Clock
                     * @description 24 hours, 12 hours, or as the region does it
                     * @default 24h
                     * @enum {string}
                     */
                    time_format: "locale" | "24h" | "12h";
                    /**
                     * Dates
                     * @description As the region writes them, or 2026-02-08
                     * @default locale
                     * @enum {string}
                     */
                    date_format: "locale" | "iso";
                    /**
                     * First day of the week
                     * @description Of calendars and weekly charts
                     * @default locale
                     * @enum {string}
                     */
                    first_day_of_week: "locale" | "monday" | "sunday" | "saturday";
                    /**
                     * Numbers
                     * @description How thousands and decimals are marked
                     * @default locale
                     * @enum {string}
                     */
                    number_format: "locale" | "comma_dot" | "dot_comma" | "space_comma" | "apostrophe_dot";
                };
                /**
                 * Pages
                 * @description Where one starts and what is shown at first
                 */
                dashboard?: {
                    /**
                     * Landing page
                     * @description The path that opens after signing in
                     * @default /ops
                     * @example /admin/health
                     */
                    landing_page: string;
                    /**
                     * Default time range
                     * @description Of charts and histories that were opened without one
                     * @default 24h
                     * @enum {string}
                     */
                    time_range: "1h" | "6h" | "24h" | "7d" | "30d";
                };
                /**
                 * Notices
                 * @description What is told and how
                 */
                notifications?: {
                    /**
                     * Notices in the corner
                     * @description Which new notices also appear in the corner
                     * @default important
                     * @enum {string}
                     */
                    toasts: "all" | "important" | "none";
                    /**
                     * Desktop notifications
                     * @description Important ones, while the page is in the background
                     * @default false
                     */
                    desktop: boolean;
                    /**
                     * Sound
                     * @description A short tone with important ones
                     * @default false
                     */
                    sound: boolean;
                    /**
                     * Muted kinds
                     * @description Kinds of notices that are not shown
                     * @default []
                     */
                    muted: ("alert.firing" | "alert.resolved" | "work.done" | "work.failed" | "key.expiring")[];
                };
                /**
                 * Tour
                 * @description The guided tour
                 */
                tour?: {
                    /**
                     * Tour
                     * @description What became of the guided tour
                     * @default new
                     * @enum {string}
                     */
                    state: "new" | "running" | "done" | "dismissed";
                    /**
                     * Step
                     * @description Where it was left
                     * @default
                     */
                    step: string;
                };
            };
            /** @description Custom settings by key */
            custom?: {
                [key: string]: unknown;
            };
            widgets?: {
                page: string;
                widget: string;
                /**
                 * @description Only its heading is shown
                 * @default false
                 */
                collapsed: boolean;
                /**
                 * @description It is not shown
                 * @default false
                 */
                hidden: boolean;
                /**
                 * @description Its place on the page, from 0
                 * @default 0
                 */
                position: number;
                /**
                 * @default medium
                 * @enum {string}
                 */
                size: "small" | "medium" | "large" | "full";
                /**
                 * @description The widget's own, at most 16 KB
                 * @default {}
                 */
                settings: Record<string, never>;
            }[];
        };
        Inbox: {
            /** Format: uuid */
            id: string;
            kind: string;
            /** @enum {string} */
            severity: "info" | "warning" | "critical";
            title: string;
            body: string;
            /** @description What it is about: alert, backup, api_key … */
            object_type: string | null;
            object_id: string | null;
            /** @description For you alone */
            personal: boolean;
            read: boolean;
            /** Format: date-time */
            at: string;
        };
        Summary: {
            /** @description Counted up to 100 */
            unread: number;
            /** @description Of those the warnings and the critical ones */
            important: number;
            /** @description The newest unread one */
            newest_id: string | null;
        };
        Kinds: {
            items: {
                name: string;
                title: string;
                doc: string;
                /** @description May be muted in the preferences */
                mutable: boolean;
            }[];
        };
        ReadAll: {
            /** @description How many were unread */
            marked: number;
        };
        ReadAllInput: {
            /**
             * @description Only this kind
             * @enum {string}
             */
            kind?: "alert.firing" | "alert.resolved" | "work.done" | "work.failed" | "key.expiring" | "security.sign_in" | "security.account" | "security.key" | "announcement";
        };
        AnnouncementsInput: {
            /**
             * @description One sentence
             * @example Maintenance tonight from 22:00
             */
            title: string;
            /** @description What people need to know */
            body?: string;
            /**
             * @default info
             * @enum {string}
             */
            severity: "info" | "warning" | "critical";
            /**
             * @description To the whole box; false: to the tenant that the request acts in
             * @default true
             */
            everywhere: boolean;
            /**
             * Format: date-time
             * @description When it stops being shown; absent: after 90 days
             */
            until?: string | null;
        };
        Options: {
            /** @description Whether people may make an account for themselves */
            registration: boolean;
            /** @description Whether they must confirm their address before they sign in */
            confirm: boolean;
            /** @description Whether the box mails links; else an administrator hands them over */
            mail: boolean;
        };
        Register: {
            /** @description Whether a link in a mail must be opened before the first sign-in */
            confirm: boolean;
        };
        RegisterInput: {
            /**
             * Format: email
             * @description E-mail address
             * @example ops@example.com
             */
            email: string;
            /** @description At least 12 characters */
            password: string;
            /** @description Name to show */
            name?: string;
        };
        Verify: {
            /** @description It was a change of address: every session of the account ended */
            changed: boolean;
        };
        VerifyInput: {
            /** @description From the link in the mail */
            token: string;
        };
        ForgotPasswordInput: {
            /**
             * Format: email
             * @description E-mail address
             * @example ops@example.com
             */
            email: string;
        };
        Account: {
            /** Format: uuid */
            id: string;
            email: string;
            name: string;
            /** @description Whether the address is known to be the owner's */
            confirmed: boolean;
            /** @description Waits for its confirmation */
            new_email: string | null;
            /** @description Whether the box mails links */
            mail: boolean;
        };
        AccountChanges: {
            /** @description Name to show */
            name?: string;
        };
        EmailInput: {
            /**
             * Format: email
             * @description E-mail address
             * @example ops@example.com
             */
            email: string;
            /** @description The account's password */
            password: string;
        };
        DisableInput: {
            /** @description The account's password */
            password: string;
            /** @description The account's e-mail address, typed */
            confirm: string;
        };
        SecondFactor: {
            enabled: boolean;
            /** @description Whether the box wants one of this account */
            required: boolean;
            /** Format: date-time */
            since: string | null;
            recovery_codes_left: number;
        };
        SecondFactor2: {
            /** @description Base32, to type into an authenticator program */
            secret: string;
            /** @description otpauth: address, to show as a QR code */
            uri: string;
        };
        SecondFactorInput: {
            /** @description The account's password */
            password: string;
        };
        Confirm: {
            /** @description Each works once; told this once */
            recovery_codes: string[];
        };
        ConfirmInput: {
            /** @description Six digits of the authenticator */
            code: string;
        };
        RemoveInput: {
            /** @description The account's password */
            password: string;
            /** @description A code of the authenticator, or a recovery code */
            code: string;
        };
        Sessions: {
            /** Format: uuid */
            id: string;
            /** @description Whether it is the one that asks */
            current: boolean;
            /** @description Signed in for access and refresh tokens, without a browser */
            program: boolean;
            user_agent: string;
            /** @description The address it was started from */
            remote: string;
            /** @description Where it acts */
            tenant_name: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_seen_at: string;
            /** Format: date-time */
            expires_at: string;
        };
        Memberships: {
            /** Format: uuid */
            tenant_id: string;
            tenant_name: string;
            role: string;
        };
        MembershipsInput: {
            /** @description From the invitation */
            token: string;
        };
        Invitations: {
            /** Format: uuid */
            id: string;
            email: string;
            role: string;
            invited_by: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            created_at: string;
        };
        Invitations2: {
            /** Format: uuid */
            id: string;
            email: string;
            role: string;
            invited_by: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            created_at: string;
            /** @description Whether the link was sent to the address */
            mailed: boolean;
            /** @description Path to hand over; works once, told this once */
            url: string;
        };
        InvitationsInput: {
            /**
             * Format: email
             * @description E-mail address
             * @example ops@example.com
             */
            email: string;
            /** @description viewer, editor, admin or a role of the tenant. It may do no more than you */
            role: string;
            /**
             * @description Send the link to the address
             * @default false
             */
            mail: boolean;
        };
        Invitation: {
            email: string;
            role: string;
            invited_by: string;
            /** Format: date-time */
            expires_at: string;
            tenant_name: string;
            /** @description The address has an account: sign in to it, then join */
            has_account: boolean;
        };
        AcceptInput: {
            /** @description From the invitation */
            token: string;
            /** @description At least 12 characters */
            password: string;
            /** @description Name to show */
            name?: string;
        };
        ConfirmationLink: {
            /** @description Path to hand over; works once */
            url: string;
            /** Format: date-time */
            expires_at: string;
        };
        Audit: {
            /** @description Its number in the chain */
            id: number;
            /** Format: date-time */
            at: string;
            tenant_id: string;
            /** @description "": nobody was signed in */
            user_id: string;
            user_email: string;
            /** @description session:<id>, key:<id>, console, or system:<part> for what the box does by itself */
            credential: string;
            /** @example service.update */
            action: string;
            object_type: string;
            object_id: string;
            /** @description What it was called then */
            object_name: string;
            /** @description The object before; secrets masked */
            before: unknown;
            after: unknown;
            /** @description before and after are too long for a list: GET the row alone for them */
            cut: boolean;
            /** @description Members that differ */
            changes: {
                /**
                 * @description Path of the member
                 * @example config.url
                 */
                field: string;
                /** @enum {string} */
                kind: "added" | "removed" | "changed";
                before: unknown;
                after: unknown;
            }[];
            /** @description HTTP status of the answer */
            status: number;
            request_id: string;
            remote: string;
            user_agent: string;
        };
        Integrity: {
            /**
             * @description As of the last verification
             * @enum {string}
             */
            status: "unbroken" | "broken" | "unknown";
            /** @description What is wrong, in words */
            finding: string | null;
            first_bad_id: number | null;
            /** Format: date-time */
            verified_at: string | null;
            /**
             * Format: date-time
             * @description From the first row on
             */
            fully_verified_at: string | null;
            /** @description The last row that was looked at */
            verified_to: number;
            /** @description The last row of the chain */
            last_id: number;
            /** @description Rows up to here were pruned; 0: none */
            pruned_to: number;
            /** @description Rows up to here are of another box's key; 0: none */
            other_key_to: number;
            running: {
                done: number;
                total: number;
            } | null;
            /** @description Younger rows cannot be pruned */
            prune_min_days: number;
        };
        VerifyInput: {
            /**
             * @description From the first row on, trusting no earlier verification
             * @default false
             */
            full: boolean;
        };
        Head: {
            type: string;
            /** @description Which key wrote it; tells nothing of the key */
            box: string;
            /** @description The last row */
            seq: number;
            /** @description Its hash */
            hash: string;
            /** Format: date-time */
            at: string;
            /** @description Proves that this box wrote it */
            mac: string;
        };
        Heads: {
            sent: number;
            failed: number;
        };
        HeadsInput: {
            /**
             * Format: uuid
             * @description Only to this one, also when it is not enabled; default: every enabled one
             */
            sink_id?: string;
        };
        Check: {
            ok: boolean;
            finding: string | null;
            first_bad_id: number | null;
            /** @description Rows looked at */
            rows: number;
            /** @description Written heads that fit */
            heads: number;
        };
        CheckInput: {
            /**
             * @description What a sink got: lines of JSON, or ID:HASH
             * @example 42:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            heads: string;
        };
        Accept: {
            /** @description Heads */
            accepted: number;
        };
        AcceptInput: {
            /**
             * @description What a sink got: lines of JSON, or ID:HASH
             * @example 42:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            heads: string;
            /** @description Why the box was put back; stays in the trail */
            reason: string;
        };
        Receipts: {
            id: number;
            /** Format: date-time */
            at: string;
            sink_id: string;
            sink_name: string;
            seq: number;
            hash: string;
            /** @description null: it arrived */
            error: string | null;
        };
        Sinks: {
            /** Format: uuid */
            id: string;
            name: string;
            kind: string;
            config: Record<string, never>;
            enabled: boolean;
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description The last head sent there */
            last: {
                /** Format: date-time */
                at: string;
                seq: number;
                error: string | null;
            } | null;
        };
        SinksInput: {
            /**
             * @description Name
             * @example Safe
             */
            name: string;
            /**
             * @description How it gets there; cannot be changed later
             * @enum {string}
             */
            kind: "webhook" | "file" | "syslog";
            /**
             * @description webhook: {url, secret?}; file: {file}, a name within --audit-dir; syslog: {host, port?, protocol?}
             * @example {
             *       "url": "https://safe.example.com/heads"
             *     }
             */
            config: Record<string, never>;
            /**
             * @description Whether heads are written to it
             * @default true
             */
            enabled: boolean;
        };
        Preview: {
            rows: number;
            /** @description The last row that would go; 0: none */
            until: number;
        };
        PreviewInput: {
            /**
             * Format: date-time
             * @description Rows older than this would go; at least 30 days ago
             */
            before: string;
        };
        PruneInput: {
            /** Format: date-time */
            before: string;
            /** @description As the preview said */
            rows: number;
            /** @description As the preview said */
            until: number;
            /**
             * @description "prune ROWS rows"
             * @example prune 1200 rows
             */
            confirm: string;
        };
        Settings: {
            /**
             * Public URL
             * Format: uri
             * @description The address at which people reach this box; it stands in notifications
             * @default
             * @example https://binnacle.example.org
             */
            public_url: string | null;
            /**
             * Keep alerts (days)
             * @description Days that resolved alerts are kept
             * @default 400
             */
            alert_keep_days: number | null;
            /**
             * Keep notifications (days)
             * @description Days that delivered notifications are kept
             * @default 30
             */
            delivery_keep_days: number | null;
            /**
             * Keep dead letters (days)
             * @description Days that notifications which could not be delivered are kept
             * @default 90
             */
            dead_letter_keep_days: number | null;
            /**
             * Keep jobs (days)
             * @description Days that completed and cancelled jobs are kept
             * @default 30
             */
            job_keep_days: number | null;
            /**
             * Keep failed jobs (days)
             * @description Days that failed jobs are kept
             * @default 90
             */
            failed_job_keep_days: number | null;
            /**
             * Low disk (percent)
             * @description Free space of the data directory's disk, in percent, under which an alert is raised
             * @default 10
             */
            disk_low_percent: number | null;
            /**
             * Worker health cache (seconds)
             * @description How often workers of the template and of discoveries are polled; an older result is shown as stale
             * @default 30
             */
            worker_cache_ttl_seconds: number | null;
            /**
             * Registration
             * @description Whether people may make an account for themselves
             * @default false
             */
            registration: boolean | null;
            /**
             * Domains that may register
             * @description Domains of the e-mail addresses that may register, separated by commas; empty: any
             * @default
             * @example example.org, example.com
             */
            registration_domains: string | null;
            /**
             * Role of who registers
             * @description The role of whoever registers
             * @default viewer
             * @enum {string|null}
             */
            registration_role: "viewer" | "editor" | null;
            /**
             * Tenant of who registers
             * Format: uuid
             * @description The tenant of whoever registers
             * @default 00000000-0000-7000-8000-000000000001
             */
            registration_tenant: string | null;
            /**
             * Confirm addresses
             * @description Whether who registered must confirm the e-mail address before the first sign-in
             * @default true
             */
            verify_email: boolean | null;
            /**
             * Second factor
             * @description Who must have a second factor: nobody, those with the role admin or more, everybody
             * @default optional
             * @enum {string|null}
             */
            second_factor: "optional" | "admins" | "everybody" | null;
        };
        SettingsChanges: {
            /**
             * Public URL
             * Format: uri
             * @description The address at which people reach this box; it stands in notifications
             * @default
             * @example https://binnacle.example.org
             */
            public_url: string | null;
            /**
             * Keep alerts (days)
             * @description Days that resolved alerts are kept
             * @default 400
             */
            alert_keep_days: number | null;
            /**
             * Keep notifications (days)
             * @description Days that delivered notifications are kept
             * @default 30
             */
            delivery_keep_days: number | null;
            /**
             * Keep dead letters (days)
             * @description Days that notifications which could not be delivered are kept
             * @default 90
             */
            dead_letter_keep_days: number | null;
            /**
             * Keep jobs (days)
             * @description Days that completed and cancelled jobs are kept
             * @default 30
             */
            job_keep_days: number | null;
            /**
             * Keep failed jobs (days)
             * @description Days that failed jobs are kept
             * @default 90
             */
            failed_job_keep_days: number | null;
            /**
             * Low disk (percent)
             * @description Free space of the data directory's disk, in percent, under which an alert is raised
             * @default 10
             */
            disk_low_percent: number | null;
            /**
             * Worker health cache (seconds)
             * @description How often workers of the template and of discoveries are polled; an older result is shown as stale
             * @default 30
             */
            worker_cache_ttl_seconds: number | null;
            /**
             * Registration
             * @description Whether people may make an account for themselves
             * @default false
             */
            registration: boolean | null;
            /**
             * Domains that may register
             * @description Domains of the e-mail addresses that may register, separated by commas; empty: any
             * @default
             * @example example.org, example.com
             */
            registration_domains: string | null;
            /**
             * Role of who registers
             * @description The role of whoever registers
             * @default viewer
             * @enum {string|null}
             */
            registration_role: "viewer" | "editor" | null;
            /**
             * Tenant of who registers
             * Format: uuid
             * @description The tenant of whoever registers
             * @default 00000000-0000-7000-8000-000000000001
             */
            registration_tenant: string | null;
            /**
             * Confirm addresses
             * @description Whether who registered must confirm the e-mail address before the first sign-in
             * @default true
             */
            verify_email: boolean | null;
            /**
             * Second factor
             * @description Who must have a second factor: nobody, those with the role admin or more, everybody
             * @default optional
             * @enum {string|null}
             */
            second_factor: "optional" | "admins" | "everybody" | null;
        };
        Schema2: {
            /** @description JSON Schema of the settings */
            schema: Record<string, never>;
        };
        Outgoing: {
            cidrs: string[];
            /** @description The tenant has no list of its own */
            is_default: boolean;
            version: number;
            /** Format: date-time */
            updated_at: string | null;
        };
        OutgoingInput: {
            /**
             * @description CIDR blocks that may be connected to; one with ! in front denies and wins; a port may follow (10.0.0.0/8:443)
             * @example [
             *       "10.0.0.0/8",
             *       "!10.0.0.1/32"
             *     ]
             */
            cidrs: string[];
        };
        Mail: {
            /** @description null: mail is not set up */
            config: {
                host: string;
                port: number;
                security: string;
                verify_tls: boolean;
                username: string;
                password: {
                    set: boolean;
                };
                from_address: string;
                from_name: string;
                version: number;
                /** Format: date-time */
                updated_at: string;
            } | null;
            /** @description What the links in mails begin with; a setting of the box */
            public_url: string;
            /** @description Whether links can be mailed: a server is set up and the public URL is set */
            ready: boolean;
            /** @description Mails that are on their way */
            waiting: number;
        };
        MailInput: {
            /**
             * Server
             * @description Name or address of the SMTP server
             * @example smtp.example.org
             */
            host: string;
            /**
             * @description 587 for STARTTLS, 465 for TLS, 25 between servers
             * @example 587
             */
            port: number;
            /**
             * @description starttls insists on it, tls encrypts from the start, opportunistic uses STARTTLS where it is offered, none never encrypts
             * @example starttls
             * @enum {string}
             */
            security: "starttls" | "tls" | "opportunistic" | "none";
            /**
             * @description Whether the server's certificate must be good
             * @default true
             */
            verify_tls: boolean;
            /**
             * User name
             * @description Empty: no authentication
             * @default
             */
            username: string;
            /** @description Absent: as it is, unless server or port change; null clears it */
            password?: string | null;
            /**
             * Sender address
             * Format: email
             * @description The sender's address
             * @example binnacle@example.org
             */
            from_address: string;
            /**
             * Sender name
             * @description The sender's name
             * @default Binnacle
             */
            from_name: string;
        };
        Test: {
            success: boolean;
            /** @description The server's last reply code */
            code: number | null;
            /** @description The server's last line */
            answer: string;
            error: string | null;
            duration_ms: number;
        };
        TestInput: {
            /**
             * Format: email
             * @description Who gets the test mail
             */
            to: string;
            /** @description Settings to try without saving them; absent: those that are stored */
            config?: {
                /**
                 * Server
                 * @description Name or address of the SMTP server
                 * @example smtp.example.org
                 */
                host: string;
                /**
                 * @description 587 for STARTTLS, 465 for TLS, 25 between servers
                 * @example 587
                 */
                port: number;
                /**
                 * @description starttls insists on it, tls encrypts from the start, opportunistic uses STARTTLS where it is offered, none never encrypts
                 * @example starttls
                 * @enum {string}
                 */
                security: "starttls" | "tls" | "opportunistic" | "none";
                /**
                 * @description Whether the server's certificate must be good
                 * @default true
                 */
                verify_tls: boolean;
                /**
                 * User name
                 * @description Empty: no authentication
                 * @default
                 */
                username: string;
                /** @description Absent: as it is, unless server or port change; null clears it */
                password?: string | null;
                /**
                 * Sender address
                 * Format: email
                 * @description The sender's address
                 * @example binnacle@example.org
                 */
                from_address: string;
                /**
                 * Sender name
                 * @description The sender's name
                 * @default Binnacle
                 */
                from_name: string;
            };
        };
        Outbox: {
            /** Format: uuid */
            id: string;
            kind: string;
            to: string;
            subject: string;
            /** @enum {string} */
            status: "pending" | "sent" | "dead";
            attempts: number;
            /** Format: date-time */
            next_attempt_at: string | null;
            last_error: string | null;
            last_code: number | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        Channels: {
            /** Format: uuid */
            id: string;
            name: string;
            channel_type: string;
            /** @description Secrets as {"set": true|false} */
            config: Record<string, never>;
            /** @description Why it cannot send, for example secrets that were sealed by another box */
            problem: string | null;
            enabled: boolean;
            /** @enum {string} */
            min_severity: "info" | "warning" | "critical";
            send_resolved: boolean;
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            last_delivery: {
                /** Format: date-time */
                at: string;
                /** @enum {string} */
                status: "pending" | "delivered" | "dead" | "withdrawn";
            } | null;
        };
        ChannelsInput: {
            /**
             * @description Name, unique in the tenant
             * @example On-call hook
             */
            name: string;
            /**
             * @description One of GET /alerts/channels/types; cannot be changed later
             * @default webhook
             * @example webhook
             */
            channel_type: string;
            /** @description The type's own settings (schema: GET /alerts/channels/types). Absent secrets stay as they are; null or "" clears one */
            config: Record<string, never>;
            /**
             * @description Whether it is told anything
             * @default true
             */
            enabled: boolean;
            /**
             * @description The least severity it is told of
             * @default info
             * @enum {string}
             */
            min_severity: "info" | "warning" | "critical";
            /**
             * @description Whether it is told when an alert it got is over
             * @default true
             */
            send_resolved: boolean;
        };
        Types: {
            items: {
                name: string;
                title: string;
                doc: string;
                /** @description JSON Schema of config */
                schema: Record<string, never>;
            }[];
        };
        Test2: {
            success: boolean;
            channel: string;
            /** @description On success */
            message?: string;
            /** @description Otherwise: what went wrong */
            error?: string;
            /** @description The receiver's HTTP status; null when it did not answer */
            status_code: number | null;
            duration_ms: number;
        };
        Deliveries: {
            /**
             * Format: uuid
             * @description What the receiver sees as webhook-id, on every attempt
             */
            id: string;
            /** Format: uuid */
            channel_id: string;
            channel_name: string;
            alert_id: string | null;
            event: string;
            /**
             * @description withdrawn: explained or over before anybody was told
             * @enum {string}
             */
            status: "pending" | "delivered" | "dead" | "withdrawn";
            attempts: number;
            /** Format: date-time */
            next_attempt_at: string | null;
            last_error: string | null;
            last_status_code: number | null;
            last_duration_ms: number | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            delivered_at: string | null;
        };
        History: {
            /** Format: uuid */
            id: string;
            /** @example SERVICE_UNHEALTHY */
            alert_type: string;
            /** @enum {string} */
            severity: "info" | "warning" | "critical";
            /** @enum {string} */
            status: "firing" | "acknowledged" | "resolved";
            title: string;
            message: string;
            /** @enum {string} */
            source_type: "service" | "worker" | "box";
            source_id: string;
            source_name: string;
            /** @description The same in everything that is told about this alert */
            correlation_id: string;
            /** @description The alert at the root of this one */
            cause_alert_id: string | null;
            /** @description The cause is still there: this alert tells nobody by itself */
            explained: boolean;
            /** Format: date-time */
            opened_at: string;
            /** Format: date-time */
            acknowledged_at: string | null;
            acknowledged_by: string | null;
            /** Format: date-time */
            resolved_at: string | null;
            /** @description Until resolved, or until now */
            duration_seconds: number;
            /** @description Services in trouble because of this */
            affected: {
                id: string;
                name: string;
            }[];
            notifications_sent: number;
            /** @description Dead letters */
            notifications_failed: number;
            version: number;
        };
        Stats: {
            items: {
                alert_type: string;
                severity: string;
                status: string;
                count: number;
            }[];
            /** Format: date-time */
            from: string;
        };
        History2: {
            /** Format: uuid */
            id: string;
            /** @example SERVICE_UNHEALTHY */
            alert_type: string;
            /** @enum {string} */
            severity: "info" | "warning" | "critical";
            /** @enum {string} */
            status: "firing" | "acknowledged" | "resolved";
            title: string;
            message: string;
            /** @enum {string} */
            source_type: "service" | "worker" | "box";
            source_id: string;
            source_name: string;
            /** @description The same in everything that is told about this alert */
            correlation_id: string;
            /** @description The alert at the root of this one */
            cause_alert_id: string | null;
            /** @description The cause is still there: this alert tells nobody by itself */
            explained: boolean;
            /** Format: date-time */
            opened_at: string;
            /** Format: date-time */
            acknowledged_at: string | null;
            acknowledged_by: string | null;
            /** Format: date-time */
            resolved_at: string | null;
            /** @description Until resolved, or until now */
            duration_seconds: number;
            /** @description Services in trouble because of this */
            affected: {
                id: string;
                name: string;
            }[];
            notifications_sent: number;
            /** @description Dead letters */
            notifications_failed: number;
            version: number;
            events: {
                /** Format: date-time */
                at: string;
                /** @description opened escalated lowered acknowledged unacknowledged attached detached resolved */
                event: string;
                /** @description null: Binnacle itself */
                actor: string | null;
                note: string;
            }[];
            /** @description As in GET /alerts/deliveries */
            notifications: Record<string, never>[];
        };
        AcknowledgeInput: {
            /** @description Why; kept with the alert */
            note?: string | null;
        };
        Services: {
            /** Format: uuid */
            id: string;
            /**
             * @description Unique in the tenant
             * @example Order API
             */
            name: string;
            /**
             * @description A check type, see /api/v1/services/types
             * @example http
             */
            type: string;
            /**
             * @description What is checked: a URL or host:port, as the type says
             * @example http://127.0.0.1:9001
             */
            target?: string;
            /** @description Time between checks; the default is the type's */
            interval_seconds?: number;
            /** @description Deadline of one check; the default is the type's */
            timeout_ms?: number;
            /** @description Consecutive failed checks before the service is unhealthy */
            failures_before_down?: number;
            /**
             * @description Consecutive good checks before it is healthy again
             * @default 1
             */
            recoveries_before_up: number;
            /** @description Free words to group and filter by */
            tags?: string[];
            /** @description Services this one needs: ids or names */
            depends_on?: string[];
            /**
             * @description False: paused
             * @default true
             */
            enabled: boolean;
            /** @description Secrets say {"set": true} */
            config: unknown;
            worker_type?: string | null;
            instance_id?: string | null;
            /** @description The discovery that found it; null: by hand */
            discovery_id?: string | null;
            /** @description Path of the heartbeat of a push service; for who may configure services */
            push_url?: string;
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        ServicesInput: {
            /**
             * @description Unique in the tenant
             * @example Order API
             */
            name: string;
            /**
             * @description A check type, see /api/v1/services/types
             * @example http
             */
            type: string;
            /**
             * @description What is checked: a URL or host:port, as the type says
             * @example http://127.0.0.1:9001
             */
            target?: string;
            /** @description Time between checks; the default is the type's */
            interval_seconds?: number;
            /** @description Deadline of one check; the default is the type's */
            timeout_ms?: number;
            /** @description Consecutive failed checks before the service is unhealthy */
            failures_before_down?: number;
            /**
             * @description Consecutive good checks before it is healthy again
             * @default 1
             */
            recoveries_before_up: number;
            /** @description Free words to group and filter by */
            tags?: string[];
            /** @description Services this one needs: ids or names */
            depends_on?: string[];
            /**
             * @description False: paused
             * @default true
             */
            enabled: boolean;
            /** @description Settings of the check type, see its schema in /api/v1/services/types */
            config?: unknown;
            /** @description Kind of worker */
            worker_type?: string | null;
            /** @description Which of its kind */
            instance_id?: string | null;
        };
        Types2: {
            name: string;
            title: string;
            doc: string;
            /** @description null: the type has no target */
            target_title: string | null;
            target_example: string | null;
            target_required: boolean;
            default_interval_seconds: number;
            default_timeout_ms: number;
            /** @description False: it reports by itself */
            polled: boolean;
            /** @description False: the box has its own and no more */
            creatable: boolean;
            /** @description JSON Schema of config */
            schema: unknown;
        };
        Test3: {
            /** @description healthy, degraded, unhealthy or unknown */
            status: string;
            /** Format: date-time */
            checked_at: string | null;
            latency_ms: number | null;
            message: string;
            /** @description Exactly what was seen */
            evidence: unknown;
            components: {
                name: string;
                status: string;
                message?: string;
            }[];
        };
        Import: {
            created: number;
            updated: number;
            unchanged: number;
            errors: {
                index: number;
                field: string;
                message: string;
            }[];
            dry_run: boolean;
        };
        ImportInput2: {
            /** @description Services as in POST /services; the name decides what is updated */
            items: unknown[];
            /** @description Only say what would happen */
            dry_run?: boolean;
        };
        Workers: {
            created: number;
            unchanged: number;
        };
        Maintenance: {
            /** Format: uuid */
            id: string;
            service_ids: string[];
            tags: string[];
            reason: string;
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            active: boolean;
            created_by: string;
            /** Format: date-time */
            created_at: string;
        };
        MaintenanceInput: {
            service_ids?: string[];
            /** @description Every service with one of these */
            tags?: string[];
            reason: string;
            /**
             * Format: date-time
             * @description Default: now
             */
            starts_at?: string;
            /** Format: date-time */
            ends_at: string;
        };
        ServicesChanges: {
            /**
             * @description Unique in the tenant
             * @example Order API
             */
            name?: string;
            /**
             * @description A check type, see /api/v1/services/types
             * @example http
             */
            type?: string;
            /**
             * @description What is checked: a URL or host:port, as the type says
             * @example http://127.0.0.1:9001
             */
            target?: string;
            /** @description Time between checks; the default is the type's */
            interval_seconds?: number;
            /** @description Deadline of one check; the default is the type's */
            timeout_ms?: number;
            /** @description Consecutive failed checks before the service is unhealthy */
            failures_before_down?: number;
            /**
             * @description Consecutive good checks before it is healthy again
             * @default 1
             */
            recoveries_before_up: number;
            /** @description Free words to group and filter by */
            tags?: string[];
            /** @description Services this one needs: ids or names */
            depends_on?: string[];
            /**
             * @description False: paused
             * @default true
             */
            enabled: boolean;
            /** @description Settings of the check type, see its schema in /api/v1/services/types */
            config?: unknown;
            /** @description Kind of worker */
            worker_type?: string | null;
            /** @description Which of its kind */
            instance_id?: string | null;
        };
        Push: {
            ok: boolean;
        };
        PushInput: {
            /** @description healthy (default), degraded or unhealthy */
            status?: string;
            /** @description What to show */
            message?: string;
            /** @description How long the job took */
            latency_ms?: number;
        };
        Services2: {
            /** Format: uuid */
            id: string;
            name: string;
            type: string;
            target: string;
            /** @enum {string} */
            status: "healthy" | "degraded" | "unhealthy" | "unknown" | "maintenance" | "paused";
            /**
             * Format: date-time
             * @description When it got this status
             */
            since: string;
            /** Format: date-time */
            last_check: string | null;
            /** Format: date-time */
            next_check: string | null;
            latency_ms: number | null;
            /** @description Of the last 30 days; null: nothing known */
            uptime_pct: number | null;
            /** @description 30 days, oldest first; null: nothing known */
            uptime_days: (number | null)[];
            /** @description At most 30, oldest first; null: no answer */
            latency_recent: (number | null)[];
            message: string;
            tags: string[];
            dependencies: {
                id: string;
                name: string;
                /** @enum {string} */
                status: "healthy" | "degraded" | "unhealthy" | "unknown" | "maintenance" | "paused";
            }[];
            /** @description What is down below it, at the root */
            affected_by: {
                id: string;
                name: string;
                /** @enum {string} */
                status: "healthy" | "degraded" | "unhealthy" | "unknown" | "maintenance" | "paused";
            }[];
            /** @description The parts behind the status */
            components: {
                name: string;
                status: string;
                message?: string;
            }[];
            enabled: boolean;
            interval_seconds: number;
        };
        Summary2: {
            counts: {
                healthy: number;
                degraded: number;
                unhealthy: number;
                unknown: number;
                maintenance: number;
                paused: number;
            };
            total: number;
            tags: {
                name: string;
                total: number;
                unhealthy: number;
            }[];
            /** Format: date-time */
            updated_at: string;
        };
        Dependencies: {
            nodes: {
                id: string;
                name: string;
                type: string;
                /** @enum {string} */
                status: "healthy" | "degraded" | "unhealthy" | "unknown" | "maintenance" | "paused";
                /** @description Something below it is down */
                affected: boolean;
            }[];
            edges: {
                /** @description The one that needs */
                from: string;
                /** @description what it needs */
                to: string;
            }[];
        };
        Detailed: {
            status: string;
            version: string;
            uptime_seconds: number;
            components: {
                name: string;
                status: string;
                message?: string;
            }[];
            store: {
                [key: string]: unknown;
            };
            net: {
                [key: string]: unknown;
            };
            http: {
                [key: string]: unknown;
            };
            memory: {
                [key: string]: unknown;
            };
            cpu: {
                [key: string]: unknown;
            };
            disk: {
                [key: string]: unknown;
            };
        };
        Services3: {
            /** Format: uuid */
            id: string;
            name: string;
            type: string;
            target: string;
            /** @enum {string} */
            status: "healthy" | "degraded" | "unhealthy" | "unknown" | "maintenance" | "paused";
            /**
             * Format: date-time
             * @description When it got this status
             */
            since: string;
            /** Format: date-time */
            last_check: string | null;
            /** Format: date-time */
            next_check: string | null;
            latency_ms: number | null;
            /** @description Of the last 30 days; null: nothing known */
            uptime_pct: number | null;
            /** @description 30 days, oldest first; null: nothing known */
            uptime_days: (number | null)[];
            /** @description At most 30, oldest first; null: no answer */
            latency_recent: (number | null)[];
            message: string;
            tags: string[];
            dependencies: {
                id: string;
                name: string;
                /** @enum {string} */
                status: "healthy" | "degraded" | "unhealthy" | "unknown" | "maintenance" | "paused";
            }[];
            /** @description What is down below it, at the root */
            affected_by: {
                id: string;
                name: string;
                /** @enum {string} */
                status: "healthy" | "degraded" | "unhealthy" | "unknown" | "maintenance" | "paused";
            }[];
            /** @description The parts behind the status */
            components: {
                name: string;
                status: string;
                message?: string;
            }[];
            enabled: boolean;
            interval_seconds: number;
            /** @description Exactly what the last check saw */
            evidence: unknown;
            last_failure: {
                /** Format: date-time */
                at: string;
                message: string;
                evidence: unknown;
            } | null;
            consecutive_failures: number;
            timeout_ms: number;
            type_title: string;
            type_doc: string;
            version: number;
        };
        History3: {
            service_id: string;
            /** @description Oldest first */
            days: {
                date: string;
                uptime_pct: number | null;
                healthy_seconds: number;
                degraded_seconds: number;
                unhealthy_seconds: number;
                maintenance_seconds: number;
                paused_seconds: number;
                /** @description Nobody looked: before the first check, or the box was off */
                unknown_seconds: number;
                checks: number;
                failures: number;
                latency_avg_ms: number | null;
                latency_p95_ms: number | null;
            }[];
            /** @description Newest first, at most 1,000 */
            changes: {
                id: string;
                from: string;
                to: string;
                /** Format: date-time */
                at: string;
                /** @description How long it stayed in `to`, or has so far */
                duration_seconds: number;
                ongoing: boolean;
                message: string;
                evidence: unknown;
            }[];
        };
        Latency: {
            points: {
                /** Format: date-time */
                at: string;
                ms: number | null;
                status: string;
            }[];
        };
        Health: {
            items: {
                worker_type: string;
                instance_id: string;
                /** Format: uuid */
                service_id: string;
                name: string;
                target: string;
                status: string;
                /** Format: date-time */
                since: string;
                /** Format: date-time */
                last_check: string | null;
                /** @description How old the result is */
                age_seconds: number | null;
                /** @description Older than the cache TTL allows */
                stale: boolean;
                /** @description Milliseconds */
                response_time: number | null;
                message: string;
                /** @description How /healthz was; null: not known */
                healthz: string | null;
                /** @description How /readyz was; null: not known */
                readyz: string | null;
                consecutive_failures: number;
                discovery_id: string | null;
            }[];
            summary: {
                total: number;
                healthy: number;
                degraded: number;
                unhealthy: number;
                unknown: number;
                maintenance: number;
                paused: number;
            };
            types: {
                worker_type: string;
                total: number;
                healthy: number;
                degraded: number;
                unhealthy: number;
                unknown: number;
                maintenance: number;
                paused: number;
            }[];
            /** @description Setting worker_cache_ttl_seconds */
            cache_ttl_seconds: number;
            /** Format: date-time */
            generated_at: string;
        };
        Discovery: {
            /** Format: uuid */
            id: string;
            name: string;
            kind: string;
            url: string | null;
            srv_name: string | null;
            server: string | null;
            interval_seconds: number;
            grace_seconds: number;
            worker_type: string | null;
            /** Format: date-time */
            last_run_at: string | null;
            last_error: string | null;
            found: number;
            /** Format: date-time */
            created_at: string;
        };
        DiscoveryInput: {
            /** @description Unique in the tenant */
            name: string;
            /**
             * @description registry: a URL that answers with a JSON list; dns_srv: SRV records
             * @enum {string}
             */
            kind: "registry" | "dns_srv";
            /**
             * Format: uri
             * @description Of the registry
             */
            url?: string | null;
            /** @description Such as _worker._tcp.example.org */
            srv_name?: string | null;
            /** @description Resolver for SRV records, address or address:port; default: the system's */
            server?: string | null;
            /**
             * @description Time between two looks
             * @default 60
             */
            interval_seconds: number;
            /**
             * @description How long a worker may be missing before it is removed
             * @default 300
             */
            grace_seconds: number;
            /** @description For entries that do not say theirs */
            worker_type?: string | null;
        };
        Tenants2: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description The tenant of a fresh box: it stays */
            is_default: boolean;
            /**
             * Format: date-time
             * @description null: in use
             */
            suspended_at: string | null;
            /**
             * Format: date-time
             * @description The last complete export
             */
            exported_at: string | null;
            /** @description Suspended, and exported since, within the last day: it may be deleted */
            deletable: boolean;
            /** @description Members */
            users: number;
            services: number;
            alerts_firing: number;
            /** @description An estimate, with its share of the telemetry */
            storage_bytes: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        TenantsInput: {
            /**
             * @description Unique in the box
             * @example team blue
             */
            name: string;
        };
        TenantsChanges: {
            /**
             * @description Unique in the box
             * @example team blue
             */
            name?: string;
        };
        Members: {
            /** Format: uuid */
            user_id: string;
            email: string;
            name: string;
            role: string;
            /** @description Whether the tenant manages the account */
            home: boolean;
            enabled: boolean;
        };
        MembersInput: {
            /**
             * Format: email
             * @description Of an account of the box
             * @example ops@example.com
             */
            email: string;
            /**
             * @description viewer, editor, admin, or a role of the tenant by its name
             * @example viewer
             */
            role: string;
        };
        Backup: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "manual" | "scheduled" | "upload" | "pre_migration";
            /** @description With telemetry */
            full: boolean;
            bytes: number;
            /** @enum {string} */
            status: "running" | "ok" | "failed";
            error: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description null: the schedule */
            created_by: string | null;
            /** Format: date-time */
            finished_at: string | null;
            /**
             * Format: date-time
             * @description When its file was last opened and found restorable
             */
            proven_at: string | null;
            file_name: string;
        };
        BackupInput: {
            /**
             * @description With telemetry: logs, metric samples, check results
             * @default false
             */
            full: boolean;
        };
        Schedule: {
            enabled: boolean;
            at: string;
            keep: number;
            full: boolean;
            /** Format: date-time */
            next_at: string | null;
            version: number;
        };
        ScheduleInput: {
            enabled: boolean;
            /**
             * @description Time of the UTC day, HH:MM
             * @example 02:30
             */
            at: string;
            /** @description Scheduled backups to keep */
            keep: number;
            /** @description With telemetry */
            full: boolean;
        };
        Restore: {
            backup: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                kind: "manual" | "scheduled" | "upload" | "pre_migration";
                /** @description With telemetry */
                full: boolean;
                bytes: number;
                /** @enum {string} */
                status: "running" | "ok" | "failed";
                error: string | null;
                /** Format: date-time */
                created_at: string;
                /** @description null: the schedule */
                created_by: string | null;
                /** Format: date-time */
                finished_at: string | null;
                /**
                 * Format: date-time
                 * @description When its file was last opened and found restorable
                 */
                proven_at: string | null;
                file_name: string;
            };
            /** @description Binnacle restarts now with the restored state; sign in again then */
            restarts: boolean;
        };
        Jobs: {
            /** Format: uuid */
            id: string;
            type: string;
            queue: string;
            /** @enum {string} */
            state: "SCHEDULED" | "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";
            /** @description 0 goes first, 9 last */
            priority: number;
            /**
             * Format: date-time
             * @description Not before
             */
            run_at: string | null;
            /** @description Of max_attempts; a retry by hand begins at 0 again */
            attempt: number;
            /** @description Ever made */
            attempts: number;
            max_attempts: number;
            /** @description Who has it or had it last; box is the box itself */
            worker: string | null;
            /** @description Percent */
            progress: number;
            progress_text: string;
            error: string | null;
            /** @description Empty for a schedule */
            created_by: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            schedule_id: string | null;
            /** @description What it works on */
            subject_type: string | null;
            subject_id: string | null;
            version: number;
        };
        Jobs2: {
            /** Format: uuid */
            id: string;
            type: string;
            queue: string;
            /** @enum {string} */
            state: "SCHEDULED" | "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";
            /** @description 0 goes first, 9 last */
            priority: number;
            /**
             * Format: date-time
             * @description Not before
             */
            run_at: string | null;
            /** @description Of max_attempts; a retry by hand begins at 0 again */
            attempt: number;
            /** @description Ever made */
            attempts: number;
            max_attempts: number;
            /** @description Who has it or had it last; box is the box itself */
            worker: string | null;
            /** @description Percent */
            progress: number;
            progress_text: string;
            error: string | null;
            /** @description Empty for a schedule */
            created_by: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            schedule_id: string | null;
            /** @description What it works on */
            subject_type: string | null;
            subject_id: string | null;
            version: number;
            /** @description Done by a worker outside of the box */
            external: boolean;
            /** Format: date-time */
            lease_until: string | null;
            unique_key: string | null;
            exclusive_key: string | null;
            /** @description The job that it waits for */
            after: string | null;
            parent_id: string | null;
            /** @description The failed job whose input was edited */
            retry_of: string | null;
            /** @description Secrets as {"set": true} */
            input: Record<string, never>;
            result: unknown;
            artefacts: {
                name: string;
                content_type: string;
                bytes: number;
                /** Format: date-time */
                created_at: string;
            }[];
            children: {
                id: string;
                type: string;
                /** @enum {string} */
                state: "SCHEDULED" | "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";
                /** Format: date-time */
                created_at: string;
            }[];
            retried_as: {
                id: string;
                type: string;
                /** @enum {string} */
                state: "SCHEDULED" | "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";
                /** Format: date-time */
                created_at: string;
            }[];
        };
        RetryInput: {
            /** @description Edited: a new job is made with it, and the failed one stays as it is */
            input?: Record<string, never>;
        };
        Bulk: {
            /** Format: uuid */
            action_id: string;
            action: string;
            done: number;
            /** @description Whose state forbade it, or that are gone */
            refused: number;
            /** Format: date-time */
            undo_until: string;
        };
        BulkInput: {
            /** @enum {string} */
            action: "retry" | "cancel" | "run";
            /** @description These jobs, or */
            ids?: string[];
            /**
             * Format: uuid
             * @description those of a preview
             */
            selection_id?: string;
        };
        Preview: {
            /**
             * Format: uuid
             * @description The jobs as they are now; for 24 hours
             */
            selection_id: string;
            action: string;
            count: number;
            /** @description There are more than one action takes: 10,000 */
            more: boolean;
        };
        PreviewInput: {
            /** @enum {string} */
            action: "retry" | "cancel" | "run";
            /** @description As the list's query */
            filter: {
                type?: string;
                /** @enum {string} */
                state?: "SCHEDULED" | "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";
                queue?: string;
                q?: string;
                /** Format: date-time */
                from?: string;
                /** Format: date-time */
                to?: string;
                /** Format: uuid */
                schedule_id?: string;
            };
        };
        JobsInput: {
            /** @description A name of /api/v1/jobs/types */
            type: string;
            /** @description As the type's schema says */
            input?: Record<string, never>;
            /**
             * Format: date-time
             * @description Not before; default at once
             */
            run_at?: string;
            /** @description 0 goes first; default the type's */
            priority?: number;
            /** @description While one with this key is open, that one is the answer */
            unique_key?: string;
            /** @description Of those with the same key one runs at a time */
            exclusive_key?: string;
            /**
             * Format: uuid
             * @description Waits until that job has completed
             */
            after?: string;
            /**
             * Format: uuid
             * @description The job that this one belongs to
             */
            parent_id?: string;
            /** @description Default the type's */
            max_attempts?: number;
            /** @description What it works on */
            subject?: {
                type: string;
                id: string;
            };
        };
        Batch: {
            ids: string[];
            /** @description Of these, open before */
            existing: number;
        };
        BatchInput: {
            /** @description All are taken, or none */
            items: {
                /** @description A name of /api/v1/jobs/types */
                type: string;
                /** @description As the type's schema says */
                input?: Record<string, never>;
                /**
                 * Format: date-time
                 * @description Not before; default at once
                 */
                run_at?: string;
                /** @description 0 goes first; default the type's */
                priority?: number;
                /** @description While one with this key is open, that one is the answer */
                unique_key?: string;
                /** @description Of those with the same key one runs at a time */
                exclusive_key?: string;
                /**
                 * Format: uuid
                 * @description Waits until that job has completed
                 */
                after?: string;
                /**
                 * Format: uuid
                 * @description The job that this one belongs to
                 */
                parent_id?: string;
                /** @description Default the type's */
                max_attempts?: number;
                /** @description What it works on */
                subject?: {
                    type: string;
                    id: string;
                };
            }[];
        };
        Attempts: {
            number: number;
            worker: string;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            finished_at: string | null;
            duration_ms: number | null;
            /** @enum {string} */
            outcome: "running" | "completed" | "failed" | "timed_out" | "cancelled" | "lost" | "interrupted" | "snoozed";
            error: string | null;
            log: string;
            /** @description Lines between the first and the last ones kept */
            log_dropped: number;
        };
        Undo: {
            undone: number;
            /** @description To which something had happened since */
            kept: number;
        };
        Schedules: {
            /** Format: uuid */
            id: string;
            name: string;
            type: string;
            input: Record<string, never>;
            cron: string | null;
            interval_seconds: number | null;
            time_zone: string;
            /** @enum {string} */
            catch_up: "skip" | "once" | "all";
            /** @enum {string} */
            overlap: "skip" | "queue";
            priority: number;
            enabled: boolean;
            /** @description The box's own: it can be paused, not deleted */
            built_in: boolean;
            /** @description The page that sets it */
            managed_at: string | null;
            next_runs: string[];
            /** Format: date-time */
            last_at: string | null;
            last_job_id: string | null;
            /** @description Times left out because the one before was still open */
            skipped: number;
            /** @description The newest ten */
            last_results: {
                id: string;
                /** @enum {string} */
                state: "SCHEDULED" | "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";
                /** Format: date-time */
                started_at: string | null;
                /** Format: date-time */
                finished_at: string | null;
                error: string | null;
            }[];
            created_by: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        SchedulesInput: {
            name: string;
            type: string;
            /** @description As the type's schema says, without secrets */
            input?: Record<string, never>;
            /**
             * @description Minute, hour, day, month, weekday
             * @example 30 2 * * *
             */
            cron?: string | null;
            /** @description In place of cron */
            interval_seconds?: number | null;
            /**
             * @description Of cron
             * @default UTC
             * @example Europe/Berlin
             */
            time_zone: string;
            /**
             * @description When the box was off at its time: nothing, one run, or each (100 at most)
             * @default once
             * @enum {string}
             */
            catch_up: "skip" | "once" | "all";
            /**
             * @description When the one before is still open
             * @default skip
             * @enum {string}
             */
            overlap: "skip" | "queue";
            /** @description 0 goes first; default 5 */
            priority?: number;
            /** @default true */
            enabled: boolean;
        };
        Times: {
            next_runs: string[];
        };
        Run: {
            /** Format: uuid */
            job_id: string;
        };
        Types3: {
            items: {
                name: string;
                title: string;
                doc: string;
                queue: string;
                external: boolean;
                /** @description Needs the permission job.box */
                box_wide: boolean;
                concurrency: number;
                /** @description Of outside workers: the lease */
                timeout_seconds: number;
                max_attempts: number;
                backoff_seconds: number;
                priority: number;
                paused: boolean;
                scheduled: number;
                pending: number;
                running: number;
                completed_last_hour: number;
                failed_last_hour: number;
                mean_ms: number | null;
                /** @description JSON Schema of the input */
                schema: Record<string, never>;
                version: number;
            }[];
        };
        TypesInput: {
            title: string;
            doc?: string;
            /** @description Members of the input */
            fields?: {
                name: string;
                /** @enum {string} */
                type: "string" | "integer" | "number" | "boolean" | "time" | "any";
                required?: boolean;
                /** @description Kept sealed and never shown; the worker gets it */
                secret?: boolean;
                doc?: string;
            }[];
            /**
             * @description Leased at a time
             * @default 10
             */
            concurrency: number;
            /**
             * @description Without a heartbeat for so long the job is given to another
             * @default 60
             */
            lease_seconds: number;
            /** @default 3 */
            max_attempts: number;
            /** @default 10 */
            backoff_seconds: number;
            /** @default 5 */
            priority: number;
        };
        Queues: {
            items: {
                name: string;
                paused: boolean;
                scheduled: number;
                pending: number;
                running: number;
            }[];
        };
        Stats2: {
            scheduled: number;
            pending: number;
            running: number;
            /** @description Kept ones, counted up to 10,001 */
            failed: number;
            oldest_pending_seconds: number;
            completed_last_hour: number;
            failed_last_hour: number;
            error_rate_pct: number | null;
            per_minute: number;
            mean_run_ms: number | null;
            mean_wait_ms: number | null;
            /** @description Of the history */
            step_seconds: number;
            history: {
                /** Format: date-time */
                at: string;
                completed: number;
                failed: number;
                cancelled: number;
            }[];
            /** @description Failures of the last day, grouped */
            errors: {
                type: string;
                error: string;
                count: number;
                /** Format: date-time */
                last_at: string;
                last_job_id: string;
            }[];
        };
        Lease: {
            items: {
                /** Format: uuid */
                id: string;
                type: string;
                /** @description Say it with heartbeats and at the end */
                lease_id: string;
                /** Format: date-time */
                lease_until: string;
                /** @description With its secrets */
                input: Record<string, never>;
                attempt: number;
                max_attempts: number;
                subject_type: string | null;
                subject_id: string | null;
            }[];
        };
        LeaseInput: {
            /** @description Its name, for people */
            worker: string;
            /** @description What it can do, wanted most first */
            types: string[];
            /**
             * @description At most so many
             * @default 1
             */
            count: number;
        };
        Heartbeat: {
            /** Format: date-time */
            lease_until: string;
        };
        HeartbeatInput: {
            lease_id: string;
            /** @description Percent */
            progress?: number;
            progress_text?: string;
        };
        Complete: {
            id: string;
            recorded: boolean;
        };
        CompleteInput: {
            lease_id: string;
            /** @description At most 256 KB */
            result?: unknown;
            log?: string;
        };
        FailInput: {
            lease_id: string;
            error: string;
            /** @description A further attempt would fail as well */
            for_good?: boolean;
            log?: string;
        };
        Overview: {
            services: {
                counts: {
                    healthy: number;
                    degraded: number;
                    unhealthy: number;
                    unknown: number;
                    maintenance: number;
                    paused: number;
                };
                total: number;
            };
            workers: {
                counts: {
                    healthy: number;
                    degraded: number;
                    unhealthy: number;
                    unknown: number;
                    maintenance: number;
                    paused: number;
                };
                total: number;
            };
            alerts: {
                firing: number;
                acknowledged: number;
                /** @description The newest five */
                recent: {
                    /** Format: uuid */
                    id: string;
                    /** @example SERVICE_UNHEALTHY */
                    alert_type: string;
                    /** @enum {string} */
                    severity: "info" | "warning" | "critical";
                    /** @enum {string} */
                    status: "firing" | "acknowledged" | "resolved";
                    title: string;
                    message: string;
                    /** @enum {string} */
                    source_type: "service" | "worker" | "box";
                    source_id: string;
                    source_name: string;
                    /** @description The same in everything that is told about this alert */
                    correlation_id: string;
                    /** @description The alert at the root of this one */
                    cause_alert_id: string | null;
                    /** @description The cause is still there: this alert tells nobody by itself */
                    explained: boolean;
                    /** Format: date-time */
                    opened_at: string;
                    /** Format: date-time */
                    acknowledged_at: string | null;
                    acknowledged_by: string | null;
                    /** Format: date-time */
                    resolved_at: string | null;
                    /** @description Until resolved, or until now */
                    duration_seconds: number;
                    /** @description Services in trouble because of this */
                    affected: {
                        id: string;
                        name: string;
                    }[];
                    notifications_sent: number;
                    /** @description Dead letters */
                    notifications_failed: number;
                    version: number;
                }[];
            };
            activity: {
                /** Format: date-time */
                at: string;
                /** @description service.state, alert.opened, alert.resolved, backup.ok, … */
                kind: string;
                title: string;
                object_type: string;
                object_id: string | null;
                /** @enum {string} */
                severity: "info" | "warning" | "critical";
            }[];
            vitals: {
                /** @description Of all cores */
                cpu_pct: number | null;
                load1: number | null;
                memory_used_bytes: number | null;
                memory_total_bytes: number | null;
                /** @description Resident memory of Binnacle itself */
                rss_bytes: number | null;
                disk_free_bytes: number | null;
                disk_total_bytes: number | null;
                /** @description Of Binnacle itself */
                uptime_seconds: number;
                db_bytes: number;
                wal_bytes: number;
                telemetry_bytes: number;
                commit_p99_ms: number;
                /** @description Live sockets */
                sockets: number;
            };
            backup: {
                /** Format: date-time */
                last_at: string | null;
                last_ok: boolean;
                /**
                 * Format: date-time
                 * @description When a backup was last proven restorable
                 */
                proven_at: string | null;
            } | null;
            /** Format: date-time */
            generated_at: string;
        };
        Activity: {
            /** Format: date-time */
            at: string;
            /** @description service.state, alert.opened, alert.resolved, backup.ok, … */
            kind: string;
            title: string;
            object_type: string;
            object_id: string | null;
            /** @enum {string} */
            severity: "info" | "warning" | "critical";
        };
        About: {
            version: string;
            build: string;
            licence: string;
            libraries: {
                name: string;
                version: string;
                /** @description SPDX expression */
                licence: string;
            }[];
            os: string;
            /** Format: date-time */
            started_at: string;
        };
    };
    responses: {
        /** @description A problem document (RFC 9457) */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description Items a page */
        limit: number;
        /** @description next_cursor of the page before */
        cursor: string;
        /** @description Act in this tenant; other than one's own for superadmins only */
        tenant_id: string;
        /** @description A repeat with the same key gets the first answer for 24 hours */
        idempotency_key: string;
        /** @description The entity's ETag: the change is refused when it was changed meanwhile */
        if_match: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Healthz"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readyz"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/openmetrics-text": unknown;
                };
            };
            400: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_api_openapi_json: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Login"];
                };
            };
            400: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_logout: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_auth_me: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Login"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_auth_tenants: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenants"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_tenant: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Login"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_password: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordInput"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPasswordInput"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_auth_claim: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Claim"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_claim: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Login"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_users: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Users"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_users: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UsersInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_users_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_users_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UsersInput2"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_users_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_users_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UsersChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_users_by_id_reset_password: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResetPassword"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_auth_api_keys: {
        parameters: {
            query?: {
                /** @description Everybody's keys of the tenant (permission apikey.all) */
                all?: boolean;
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ApiKeys"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_api_keys: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeysInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeys2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_auth_api_keys_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeys"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_auth_api_keys_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_auth_api_keys_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ApiKeysChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeys"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_api_keys_by_id_rotate: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeys2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshInput"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_well_known_jwks_json: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JwksJson"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_signing_keys: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeys"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_signing_keys_rotate: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeys"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_signing_keys_by_id_revoke: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeys"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_roles: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Roles"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_roles: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RolesInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Roles2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_roles_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Roles2"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_roles_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_roles_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RolesChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Roles2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_preferences: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PreferencesInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_preferences: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PreferencesChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_preferences_reset: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ResetInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_schema: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schema"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_theme: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Theme"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_preferences_theme: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ThemeInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Theme"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_preferences_theme: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ThemeChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Theme"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_accessibility: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accessibility"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_preferences_accessibility: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AccessibilityInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accessibility"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_preferences_accessibility: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AccessibilityChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accessibility"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_regional: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Regional"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_preferences_regional: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RegionalInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Regional"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_preferences_regional: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RegionalChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Regional"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_dashboard: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_preferences_dashboard: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DashboardInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_preferences_dashboard: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DashboardChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_notifications: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notifications"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_preferences_notifications: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NotificationsInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notifications"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_preferences_notifications: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NotificationsChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notifications"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_tour: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tour"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_preferences_tour: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TourInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tour"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_preferences_tour: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TourChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tour"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_custom: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Custom"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_custom_by_key: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Custom"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_preferences_custom_by_key: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Custom"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_preferences_custom_by_key: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_widgets: {
        parameters: {
            query?: {
                /** @description Of this page alone */
                page?: string;
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Widgets"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_widgets_by_page_by_widget: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                page: string;
                widget: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Widgets"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_preferences_widgets_by_page_by_widget: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                page: string;
                widget: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["WidgetsInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Widgets"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_preferences_widgets_by_page_by_widget: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                page: string;
                widget: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_export: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_preferences_import: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_preferences_defaults: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_preferences_defaults: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PreferencesInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_inbox: {
        parameters: {
            query?: {
                /** @description Only what was not read yet */
                unread?: boolean;
                /** @description Only this kind */
                kind?: "alert.firing" | "alert.resolved" | "work.done" | "work.failed" | "key.expiring" | "security.sign_in" | "security.account" | "security.key" | "announcement";
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Inbox"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_inbox_summary: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_inbox_kinds: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kinds"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_inbox_read_all: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReadAllInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadAll"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_inbox_by_id_read: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_inbox_by_id_unread: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_inbox_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_inbox_announcements: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnnouncementsInput"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_inbox_announcements_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_auth_options: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Options"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterInput"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Register"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_verify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verify"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_forgot_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgotPasswordInput"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_auth_me_account: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_auth_me_account: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AccountChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_me_email: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailInput"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_me_confirmation: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_me_disable: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DisableInput"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_me_delete: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DisableInput"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_auth_me_second_factor: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactor"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_me_second_factor: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactorInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactor2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_me_second_factor_confirm: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confirm"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_me_second_factor_recovery_codes: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactorInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confirm"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_me_second_factor_remove: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RemoveInput"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_auth_me_sessions: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Sessions"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_auth_me_sessions_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_me_sessions_end_others: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_me_memberships: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MembershipsInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Memberships"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_invitations: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Invitations"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_invitations: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationsInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitations2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_invitations_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MembershipsInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_auth_invitation_accept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Login"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_users_by_id_reset_mail: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_users_by_id_confirmation_link: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmationLink"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_users_by_id_second_factor_reset: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_audit: {
        parameters: {
            query?: {
                /** @description Only this action; a trailing * takes all that begin so, such as service.* */
                action?: string;
                /** @description Only by this e-mail address or credential, such as console or system:discovery */
                actor?: string;
                /** @description Only by this user */
                user_id?: string;
                /** @description Only about this kind of object */
                object_type?: string;
                /** @description Only about this object */
                object_id?: string;
                /** @description Only what this request did */
                request_id?: string;
                /** @description Text within the object's name or the actor's address */
                q?: string;
                /** @description ok, refused (401, 403, 429), or failed otherwise */
                result?: "ok" | "refused" | "failed";
                /** @description Not before */
                from?: string;
                /** @description Before */
                to?: string;
                /** @description box: every tenant's rows, for who may manage the trail */
                scope?: "tenant" | "box";
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Audit"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_audit_export: {
        parameters: {
            query?: {
                /** @description Only this action; a trailing * takes all that begin so, such as service.* */
                action?: string;
                /** @description Only by this e-mail address or credential, such as console or system:discovery */
                actor?: string;
                /** @description Only by this user */
                user_id?: string;
                /** @description Only about this kind of object */
                object_type?: string;
                /** @description Only about this object */
                object_id?: string;
                /** @description Only what this request did */
                request_id?: string;
                /** @description Text within the object's name or the actor's address */
                q?: string;
                /** @description ok, refused (401, 403, 429), or failed otherwise */
                result?: "ok" | "refused" | "failed";
                /** @description Not before */
                from?: string;
                /** @description Before */
                to?: string;
                /** @description box: every tenant's rows, for who may manage the trail */
                scope?: "tenant" | "box";
                /** @description Default csv */
                format?: "csv" | "json";
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_audit_integrity: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Integrity"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_audit_verify: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["VerifyInput"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Integrity"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_audit_head: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Head"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_audit_heads: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["HeadsInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Heads"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_audit_heads_check: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Check"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_audit_heads_accept: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accept"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_audit_receipts: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Receipts"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_audit_sinks: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Sinks"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_audit_sinks: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SinksInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sinks"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_audit_sinks_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sinks"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_audit_sinks_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SinksInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sinks"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_audit_sinks_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_audit_prune_preview: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_audit_prune: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PruneInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Integrity"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_audit_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Audit"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_settings: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_admin_settings: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SettingsChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_settings_schema: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schema2"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_outgoing: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outgoing"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_admin_outgoing: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutgoingInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outgoing"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_admin_outgoing: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_mail: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mail"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_admin_mail: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mail"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_admin_mail: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_mail_test: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Test"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_mail_outbox: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Outbox"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_mail_outbox_by_id_retry: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_alerts_channels: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Channels"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_alerts_channels: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelsInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channels"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_alerts_channels_types: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Types"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_alerts_channels_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channels"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_alerts_channels_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelsInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channels"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_alerts_channels_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_alerts_channels_by_id_test: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Test2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_alerts_deliveries: {
        parameters: {
            query?: {
                /** @description Only these */
                status?: "pending" | "delivered" | "dead" | "withdrawn";
                /** @description Only of this channel */
                channel_id?: string;
                /** @description Only about this alert */
                alert_id?: string;
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Deliveries"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_alerts_deliveries_by_id_replay: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deliveries"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_alerts_history: {
        parameters: {
            query?: {
                /** @description Only these; open: firing or acknowledged */
                status?: "firing" | "acknowledged" | "resolved" | "open";
                /** @description Only these */
                severity?: "info" | "warning" | "critical";
                /** @description Only of this type */
                alert_type?: string;
                /** @description The same as alert_type */
                type?: string;
                /** @description Only about this service, worker or part of the box */
                source_id?: string;
                /** @description Opened at or after */
                from?: string;
                /** @description Opened before */
                to?: string;
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["History"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_alerts_history_stats: {
        parameters: {
            query?: {
                /** @description Opened at or after; default: 30 days ago */
                from?: string;
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_alerts_history_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History2"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_alerts_history_by_id_acknowledge: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AcknowledgeInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_alerts_history_by_id_unacknowledge: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AcknowledgeInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_alerts_history_by_id_resolve: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AcknowledgeInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_services: {
        parameters: {
            query?: {
                /** @description Only this check type */
                type?: string;
                /** @description Only with this tag */
                tag?: string;
                /** @description Part of the name or target */
                q?: string;
                /** @description Only running or only paused ones */
                enabled?: boolean;
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Services"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_services: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServicesInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Services"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_services_types: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Types2"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_services_test: {
        parameters: {
            query?: {
                /** @description The service whose stored secrets fill in what the definition leaves out */
                service_id?: string;
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServicesInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Test3"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_services_import: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportInput2"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_services_templates_workers: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workers"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_services_maintenance: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Maintenance"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_services_maintenance: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MaintenanceInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Maintenance"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_services_maintenance_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_services_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Services"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_services_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServicesInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Services"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_services_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_services_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ServicesChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Services"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_services_by_id_pause: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Services"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_services_by_id_resume: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Services"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_push_by_token: {
        parameters: {
            query?: {
                /** @description healthy (default), degraded or unhealthy */
                status?: string;
                /** @description What to show */
                message?: string;
                /** @description How long the job took */
                latency_ms?: number;
            };
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Push"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_push_by_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PushInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Push"];
                };
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_health_services: {
        parameters: {
            query?: {
                /** @description Only with this status */
                status?: "healthy" | "degraded" | "unhealthy" | "unknown" | "maintenance" | "paused";
                /** @description Only this check type */
                type?: string;
                /** @description Only with this tag */
                tag?: string;
                /** @description Part of the name or target */
                q?: string;
                /** @description Only workers, or all but workers */
                worker?: boolean;
                /** @description Default: failed first */
                sort?: "failed_first" | "-failed_first" | "name" | "-name" | "status" | "-status" | "latency" | "-latency" | "uptime" | "-uptime";
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Services2"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_health_summary: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary2"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_health_dependencies: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dependencies"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_health_detailed: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detailed"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_health_services_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Services3"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_health_services_by_id_history: {
        parameters: {
            query?: {
                /** @description How many days, today included */
                days?: number;
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History3"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_health_services_by_id_latency: {
        parameters: {
            query?: {
                /** @description Default: a day before `to` */
                from?: string;
                /** @description Default: now */
                to?: string;
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Latency"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_health_services_by_id_check: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Test3"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_ops_workers_health: {
        parameters: {
            query?: {
                /** @description Only of this type */
                worker_type?: string;
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_ops_workers_discovery: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Discovery"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_ops_workers_discovery: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiscoveryInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discovery"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_ops_workers_discovery_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_tenants: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Tenants2"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_tenants: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantsInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenants2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_tenants_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenants2"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_tenants_by_id: {
        parameters: {
            query: {
                /** @description The tenant's name, typed once more */
                name: string;
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_tenants_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TenantsChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenants2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_tenants_by_id_suspend: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenants2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_tenants_by_id_resume: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenants2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_tenants_by_id_export: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": unknown;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_tenants_by_id_members: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Members"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_tenants_by_id_members: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MembersInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Members"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_backup: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Backup"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_backup: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["BackupInput"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backup"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_backup_schedule: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_admin_backup_schedule: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_backup_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backup"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_admin_backup_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_backup_by_id_download: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.sqlite3": unknown;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_backup_by_id_verify: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backup"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_backup_by_id_restore: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Restore"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_restore: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Restore"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_jobs: {
        parameters: {
            query?: {
                /** @description Only of this type */
                type?: string;
                /** @description Only in this state */
                state?: "SCHEDULED" | "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";
                /** @description Only of this queue */
                queue?: string;
                /** @description Text within input or error, of the newest 200,000 */
                q?: string;
                /** @description Entered at or after */
                from?: string;
                /** @description Entered before */
                to?: string;
                /** @description Only of this schedule */
                schedule_id?: string;
                /** @description Only children of this job */
                parent_id?: string;
                /** @description Only about such things */
                subject_type?: string;
                /** @description Only about this one */
                subject_id?: string;
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Jobs"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobsInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_jobs_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs2"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_jobs_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_by_id_retry: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_by_id_cancel: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_by_id_run: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_bulk: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bulk"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_bulk_preview: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_jobs: {
        parameters: {
            query?: {
                /** @description Only of this type */
                type?: string;
                /** @description Only in this state */
                state?: "SCHEDULED" | "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";
                /** @description Only of this queue */
                queue?: string;
                /** @description Text within input or error, of the newest 200,000 */
                q?: string;
                /** @description Entered at or after */
                from?: string;
                /** @description Entered before */
                to?: string;
                /** @description Only of this schedule */
                schedule_id?: string;
                /** @description Only children of this job */
                parent_id?: string;
                /** @description Only about such things */
                subject_type?: string;
                /** @description Only about this one */
                subject_id?: string;
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Jobs"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_admin_jobs_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs2"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_admin_jobs_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_jobs_by_id_retry: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_jobs_by_id_cancel: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_jobs_by_id_run: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs2"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_jobs_bulk: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bulk"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_admin_jobs_bulk_preview: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_batch: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_jobs_by_id_attempts: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Attempts"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_jobs_by_id_artefacts_by_name: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_actions_by_id_undo: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Undo"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_schedules: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Schedules"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_schedules: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SchedulesInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedules"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_schedules_times: {
        parameters: {
            query?: {
                cron?: string;
                interval_seconds?: number;
                time_zone?: string;
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Times"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_schedules_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedules"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_schedules_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SchedulesInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedules"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_schedules_by_id: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_schedules_by_id_run: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_schedules_by_id_pause: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedules"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_schedules_by_id_resume: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedules"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_jobs_types: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Types3"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_jobs_types_by_name: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TypesInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Types3"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_jobs_types_by_name: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description The entity's ETag: the change is refused when it was changed meanwhile */
                "If-Match"?: components["parameters"]["if_match"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_types_by_name_pause: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Types3"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_types_by_name_resume: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Types3"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_jobs_queues: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queues"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_queues_by_name_pause: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queues"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_queues_by_name_resume: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queues"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_jobs_stats: {
        parameters: {
            query?: {
                /** @description Of the history; default 24 */
                hours?: number;
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats2"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_lease: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeaseInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lease"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_by_id_heartbeat: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HeartbeatInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Heartbeat"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_by_id_complete: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompleteInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Complete"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_jobs_by_id_fail: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: {
                /** @description A repeat with the same key gets the first answer for 24 hours */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FailInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Complete"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_ops_overview: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_ops_activity: {
        parameters: {
            query?: {
                /** @description Items a page */
                limit?: components["parameters"]["limit"];
                /** @description next_cursor of the page before */
                cursor?: components["parameters"]["cursor"];
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Activity"][];
                        next_cursor: string | null;
                        total?: number;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_system_about: {
        parameters: {
            query?: {
                /** @description Act in this tenant; other than one's own for superadmins only */
                tenant_id?: components["parameters"]["tenant_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["About"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
}
