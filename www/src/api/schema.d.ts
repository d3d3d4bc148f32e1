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
    "/api/v1/auth/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a new password with a reset link */
        post: operations["post_auth_reset"];
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
        put?: never;
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
        post?: never;
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
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API key */
        delete: operations["delete_auth_api_keys_by_id"];
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
            /** @description To be sent as X-CSRF-Token with every change; null for API keys */
            csrf_token: string | null;
            /** @description null for API keys */
            session: {
                /** @description The session ends after that long without a request */
                idle_timeout_seconds: number;
                /**
                 * Format: date-time
                 * @description Its end in any case
                 */
                expires_at: string;
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
        ResetInput: {
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
        ResetPassword: {
            /** @description Path to hand over; works once */
            reset_url: string;
            /** Format: date-time */
            expires_at: string;
        };
        Roles: {
            items: {
                name: string;
                builtin: boolean;
                permissions: string[];
            }[];
            /** @description Every permission with what it allows */
            permissions: {
                name: string;
                doc: string;
            }[];
        };
        ApiKeys: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Its first characters */
            prefix: string;
            scopes: string[];
            /** @description The owner */
            user_email: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            last_used_at: string | null;
        };
        ApiKeys2: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Its first characters */
            prefix: string;
            scopes: string[];
            /** @description The owner */
            user_email: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            last_used_at: string | null;
            /** @description The key itself, told this once */
            key: string;
        };
        ApiKeysInput: {
            /** @description What the key is for */
            name: string;
            /** @description Permissions it is limited to; empty: all of yours */
            scopes?: string[];
            /**
             * Format: date-time
             * @description Its end; absent: never
             */
            expires_at?: string | null;
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
        };
        Schema: {
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
        Test: {
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
        Test2: {
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
        ImportInput: {
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
        Summary: {
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
    post_auth_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetInput"];
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
                    "application/json": components["schemas"]["Test"];
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
                    "application/json": components["schemas"]["Test2"];
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
