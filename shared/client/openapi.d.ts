// Generated from openapi.json by npm run docs. Do not edit.

export interface paths {
    "/v1/builds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List builds
         * @description Lists builds, newest first. Without builds:read, only builds made with the same sub.
         */
        get: operations["listBuilds"];
        put?: never;
        /**
         * Create a build
         * @description Accepts a build, or returns the build of the same idempotency key as it is now. With Prefer: wait, the answer waits for its end. A script, a url, and inputs from a URL also need the scope scripts:run.
         */
        post: operations["createBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/builds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a build
         * @description Returns a build. Each file has a link that is valid for 15 minutes.
         */
        get: operations["getBuild"];
        put?: never;
        post?: never;
        /**
         * Erase a build
         * @description Erases a build that has ended, with its files.
         */
        delete: operations["eraseBuild"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/builds/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a build
         * @description Cancels a build that Docs has not answered. Cancelling it again changes nothing.
         */
        post: operations["cancelBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/builds/{id}/files/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a file
         * @description Redirects to a new link of one file.
         */
        get: operations["getFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/builds/{id}/files/{name}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get file links
         * @description Returns new links of one file, for callers that cannot follow a redirect.
         */
        get: operations["getFileLink"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List templates
         * @description Lists the templates of the operator. All tenants have the same.
         */
        get: operations["listTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a template
         * @description Returns what the argument of a template must be, a sample of it, and the files that its script reads and saves. The script itself is not shown.
         */
        get: operations["getTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/scripts/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a script
         * @description Tells what is wrong with a script before Docs sees it, with the place of each mistake. The script is not run, and nothing is stored.
         */
        post: operations["checkScript"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/documents/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a document
         * @description Returns the newest save of a document. Each file has a link that is valid for 15 minutes.
         */
        get: operations["getDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/documents/{key}/files/{name}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get document links
         * @description Returns new links of one file of the newest save of a document.
         */
        get: operations["getDocumentLink"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a command
         * @description Sends a command to Docs and returns Docs’ answer. The scope of the one command, such as commands:version, is enough. With Prefer: wait, a forcesave is answered once its file is stored.
         */
        post: operations["runCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/callbacks/{tenant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receive a callback
         * @description Receives a callback that Docs signed. Use this address as the callbackUrl of an editor’s configuration; its query is returned in the event.
         */
        post: operations["receiveCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/callbacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receive a callback (default)
         * @description Receives a callback for the tenant default.
         */
        post: operations["receiveDefaultCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/scripts/{tenant}/{id}/{capability}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a script
         * @description Redirects Docs, which signs its download, to the script of a build.
         */
        get: operations["getScript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inputs/{tenant}/{id}/{capability}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an input
         * @description Redirects Docs to a file that the script of a build reads.
         */
        get: operations["getInput"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check health
         * @description Reports whether Docs is reachable and of a supported version. Docs is checked at most every 10 s.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get this document
         * @description Returns this document.
         */
        get: operations["getDescription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get addresses
         * @description Returns the version of this API, and links to its description and its health.
         */
        get: operations["getIndex"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    BuildSucceeded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Build Succeeded
         * @description EventBridge delivers this event to the targets of rules on the gateway's bus.
         */
        post: operations["onBuildSucceeded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    BuildFailed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Build Failed
         * @description EventBridge delivers this event to the targets of rules on the gateway's bus.
         */
        post: operations["onBuildFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    BuildCancelled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Build Cancelled
         * @description EventBridge delivers this event to the targets of rules on the gateway's bus.
         */
        post: operations["onBuildCancelled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    CommandCompleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Command Completed
         * @description EventBridge delivers this event to the targets of rules on the gateway's bus.
         */
        post: operations["onCommandCompleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    CommandFailed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Command Failed
         * @description EventBridge delivers this event to the targets of rules on the gateway's bus.
         */
        post: operations["onCommandFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    DocumentEditing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Document Editing
         * @description EventBridge delivers this event to the targets of rules on the gateway's bus.
         */
        post: operations["onDocumentEditing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    DocumentSaved: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Document Saved
         * @description EventBridge delivers this event to the targets of rules on the gateway's bus.
         */
        post: operations["onDocumentSaved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    DocumentSaveFailed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Document Save Failed
         * @description EventBridge delivers this event to the targets of rules on the gateway's bus.
         */
        post: operations["onDocumentSaveFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    DocumentClosed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Document Closed
         * @description EventBridge delivers this event to the targets of rules on the gateway's bus.
         */
        post: operations["onDocumentClosed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    RequestRefused: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request Refused
         * @description EventBridge delivers this event to the targets of rules on the gateway's bus.
         */
        post: operations["onRequestRefused"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description What to build, and what to do with it. Has exactly one of script, url and template. null means that a field is absent (except for argument), and an empty list is an empty map. */
        BuildRequest: {
            /** @description The script itself, at most 1 MiB. Needs the scope scripts:run. */
            script?: string;
            /** @description An https address that the gateway downloads the script from. Needs the scope scripts:run. */
            url?: string;
            /** @description The name of a template of the operator. */
            template?: string;
            /** @description Any JSON of at most 100 KiB. The script reads it as the global Argument. */
            argument?: unknown;
            /** @description Files that the script reads as input://{name}: names, with a key below inputs/{tenant}/ or an https URL each. */
            inputs?: {
                [key: string]: string;
            };
            /** @description Where files go: names given to builder.SaveFile, with a key below results/{tenant}/ each; "*" with a key that ends in "/" is the folder of every other file. */
            outputs?: {
                [key: string]: string;
            };
            /** @description Up to 20 pairs of text, 4 KiB in all. The build and its events repeat them. Names have at most 40 characters. */
            metadata?: {
                [key: string]: string;
            };
            /** @description normal, the default, or low for builds that nobody waits for. While builds of both wait, every fifth start is one of low priority. */
            priority?: components["schemas"]["BuildPriority"];
            /** @description true: the build has what its script writes to the console as logs, also if it succeeds. Of a template, it needs the scope templates:debug. */
            debug?: boolean;
            /** @description Your own name for the build: 1 to 128 printable characters. An upload has its key here, which may be longer. The header x-correlation-id says the same; the body takes precedence. */
            correlationId?: string;
        };
        /** @description A script to check. */
        ScriptCheckRequest: {
            /** @description The script itself, at most 1 MiB. In a form, the file as it is. */
            script: string;
        };
        /** @description What can be said of a script before Docs sees it. */
        ScriptCheck: {
            /** @description The first reason why the script fails whatever its argument is, as a build would have it; null if none is known. */
            error: components["schemas"]["BuildError"] | null;
            /** @description What is wrong or does not do what it seems to do, at most 100, in the order of the lines. */
            warnings: components["schemas"]["BuildWarning"][];
            /** @description The files that the script reads as input://, in the order of the lines. */
            inputs: components["schemas"]["ScriptInput"][];
            /** @description The files that the script saves, in the order of the lines. */
            outputs: components["schemas"]["ScriptOutput"][];
        };
        /** @description One script, run once in Docs, with one outcome. */
        Build: {
            /** @description The id of the build: 26 characters. Do not read anything from it. */
            id: string;
            /** @description The tenant that the build belongs to. */
            tenant: string;
            /** @description Where the build is. It has ended once it is succeeded, failed or cancelled. */
            status: components["schemas"]["BuildStatus"];
            /** @description How the request arrived. */
            origin: components["schemas"]["BuildOrigin"];
            /** @description Your own name for the build: 1 to 128 printable characters. An upload has its key here, which may be longer. */
            correlationId: string;
            /** @description Where the script came from. */
            source: components["schemas"]["BuildSource"];
            /**
             * Format: date-time
             * @description When the request was accepted.
             */
            createdAt: string;
            /** @description When the build got a slot; null before. */
            startedAt: string | null;
            /** @description When the build ended; null before. */
            endedAt: string | null;
            /** @description The metadata of the request. */
            metadata: {
                [key: string]: string;
            };
            /** @description The lane in which the build waits for a slot. */
            priority: components["schemas"]["BuildPriority"];
            /** @description The files that the build saved, at most 100. */
            files: components["schemas"]["BuildFile"][];
            /** @description Lines of the script that do not do what they seem to do. A succeeded build may have some. Of a template, they quote the script only with the scope templates:debug. */
            warnings: components["schemas"]["BuildWarning"][];
            /** @description What the script wrote to the console, if it failed or was requested with debug: the first 100 and the last 100 lines, 16 KiB at most. Of a template, it needs the scope templates:debug. Lists show none. */
            logs: components["schemas"]["BuildLog"][];
            /** @description Why the build failed; null unless it failed. */
            error: components["schemas"]["BuildError"] | null;
        };
        /**
         * @description queued → running → succeeded, failed or cancelled.
         * @enum {string}
         */
        BuildStatus: "queued" | "running" | "succeeded" | "failed" | "cancelled";
        /**
         * @description How a request arrived: over HTTP, by queue, by upload or by event.
         * @enum {string}
         */
        BuildOrigin: "http" | "sqs" | "s3" | "event";
        /**
         * @description normal, or low for builds that nobody waits for.
         * @enum {string}
         */
        BuildPriority: "normal" | "low";
        /** @description Where a script came from: a template, a URL, or the request itself. */
        BuildSource: {
            /** @description The name of the template. */
            template?: string;
            /** @description The version of the template that was read. */
            version?: string;
            /** @description The URL of the script, without its query. */
            url?: string;
            /** @description The SHA-256 digest of an inline script, in lower-case hex. */
            sha256?: string;
            /** @description The key of the upload that started the build. */
            upload?: string;
            /** @description The version of that upload. */
            versionId?: string;
        };
        /** @description A file in the bucket. */
        BuildFile: {
            /** @description The name that the script saved it by. */
            name: string;
            /** @description The bucket that holds the file. */
            bucket: string;
            /** @description The key of the object in the bucket. */
            key: string;
            /** @description In bytes. */
            size: number;
            /** @description The media type of the object. */
            contentType: string;
            /** @description The SHA-256 digest of the file, in lower-case hex. */
            sha256: string;
            /** @description A link that anyone can fetch for 15 minutes. It is made when the one build is read; null once the file is gone, absent in lists. */
            url?: string | null;
        };
        /** @description Links to a file that anyone can fetch until they expire. */
        FileLink: {
            /**
             * Format: uri
             * @description Saves the file.
             */
            url: string;
            /** @description Shows the file in a browser; null for types that a browser must not show. */
            inlineUrl: string | null;
            /**
             * Format: date-time
             * @description When the links expire.
             */
            expiresAt: string;
        };
        /** @description The newest save of a document. */
        Document: {
            /** @description The document key. */
            key: string;
            /** @description The tenant of the document. */
            tenant: string;
            /** @description Docs’ number of the save: 2 final, 6 forced; null for a forgotten file. */
            status: number | null;
            /** @description Whether the file was fetched from Docs later, because no callback was accepted. */
            forgotten: boolean;
            /** @description When the document was last changed; a digest for a forgotten file without a time. */
            lastsave: string;
            /**
             * Format: date-time
             * @description When the files were stored.
             */
            savedAt: string;
            /** @description The document first, then changes.zip, history.json and form.json if the save has them. */
            files: components["schemas"]["BuildFile"][];
        };
        /** @description A line of the script that does not do what it seems to do. */
        BuildWarning: {
            /** @description The kind of warning. */
            code: components["schemas"]["WarningCode"];
            /** @description The line of the script, from 1; null for a warning about the whole request. */
            line: number | null;
            /** @description The column of the line, from 1; null if it is not known. */
            column?: number | null;
            /** @description The warning in one sentence. */
            detail: string;
        };
        /** @description A line that a script wrote to the console. */
        BuildLog: {
            /**
             * @description The method of console.
             * @enum {string}
             */
            level: "log" | "info" | "warn" | "error";
            /** @description The line of the script, from 1; null if it is not known. */
            line: number | null;
            /** @description What was written. */
            text: string;
        };
        /** @description Why a build failed. */
        BuildError: {
            /** @description The kind of error. */
            code: components["schemas"]["ErrorCode"];
            /** @description The number that Docs reported; null if the error is not from Docs. */
            docsError: number | null;
            /** @description Whether the same request may succeed later, with a new idempotency key. */
            retryable: boolean;
            /** @description The error in one sentence. */
            detail: string;
            /** @description Where the script failed; null if that is not known. */
            at: components["schemas"]["ScriptPosition"] | null;
        };
        /** @description A place in a script. */
        ScriptPosition: {
            /** @description The line, from 1. */
            line: number;
            /** @description The column, from 1. */
            column: number;
            /** @description The message of the engine. */
            message: string;
        };
        /** @description A page of builds, newest first. */
        BuildList: {
            /** @description The builds of the page, without links to their files. */
            items: components["schemas"]["Build"][];
            /** @description Sent back as the parameter cursor, it gives the next page; null on the last page. */
            cursor: string | null;
        };
        /** @description A script of the operator, with what its callers need to know. */
        Template: {
            /** @description The name of the template. */
            name: string;
            /** @description The version of its script, which builds repeat. */
            version: string;
            /** @description The title of its schema; null if there is none. */
            title: string | null;
            /** @description The description of its schema; null if there is none. */
            description: string | null;
            /**
             * Format: date-time
             * @description When its script was last replaced.
             */
            updatedAt: string;
            /** @description What the argument must be, as JSON Schema 2020-12; null if any argument is accepted. */
            schema: unknown;
            /** @description An argument that matches the schema; null if there is none. */
            sample: unknown;
            /** @description The files that the script reads as input://{name}. */
            inputs: components["schemas"]["ScriptInput"][];
            /** @description The files that the script saves. */
            outputs: components["schemas"]["ScriptOutput"][];
        };
        /** @description A template in a list. */
        ListedTemplate: {
            /** @description The name of the template. */
            name: string;
            /**
             * Format: date-time
             * @description When its script was last replaced.
             */
            updatedAt: string;
        };
        /** @description A page of templates, in the order of the keys of their scripts. */
        TemplateList: {
            /** @description The templates of the page. */
            items: components["schemas"]["ListedTemplate"][];
            /** @description Sent back as the parameter cursor, it gives the next page; null on the last page. */
            cursor: string | null;
        };
        /** @description A file that a script reads. */
        ScriptInput: {
            /** @description The name that inputs gives it. */
            name: string;
            /** @description The first line of the script that names it, from 1. */
            line: number;
        };
        /** @description A file that a script saves. */
        ScriptOutput: {
            /** @description The name of the file; null where the script computes it. */
            name: string | null;
            /** @description The format that the script saves it in; null where the script computes it. */
            format: string | null;
            /** @description The line of the script that saves it, from 1. */
            line: number;
        };
        /** @description A command in the shape that Docs documents. The gateway signs it, so it has no token. null means that a field is absent. */
        Command: components["schemas"]["DeleteForgottenCommand"] | components["schemas"]["DropCommand"] | components["schemas"]["ForcesaveCommand"] | components["schemas"]["GetForgottenCommand"] | components["schemas"]["GetForgottenListCommand"] | components["schemas"]["InfoCommand"] | components["schemas"]["LicenseCommand"] | components["schemas"]["MetaCommand"] | components["schemas"]["VersionCommand"];
        /** @description Docs’ answer. Which fields it has depends on the command; fields that Docs adds are sent as they are. */
        CommandAnswer: {
            /** @description 0, or 4 for a forced save that had nothing to save. */
            error: number;
            /** @description The key of the document. */
            key?: string;
            /** @description info: the ids of the users who edit the document. */
            users?: string[];
            /** @description getForgottenList: the keys of the forgotten files. */
            keys?: string[];
            /** @description version: the version of Docs. */
            version?: string;
            /** @description license: the licence of Docs. */
            license?: {
                [key: string]: unknown;
            };
            /** @description license: the build of Docs. */
            server?: {
                [key: string]: unknown;
            };
            /** @description license: the users that count. */
            quota?: {
                [key: string]: unknown;
            };
            /** @description getForgotten: a link to the copy in the bucket, valid for 15 minutes. */
            url?: string | null;
            /** @description getForgotten, and forcesave with Prefer: wait: the file in the bucket. */
            document?: components["schemas"]["BuildFile"];
        } & {
            [key: string]: unknown;
        };
        /** @description The answer that Docs expects. */
        CallbackAnswer: {
            /**
             * @description Always 0.
             * @constant
             */
            error: 0;
        };
        /** @description An error as RFC 9457 describes it, with the gateway’s own members. */
        Problem: {
            /** @description A URN made from the code. */
            type: string;
            /** @description The kind of error in a few words; the same for each problem with this code. */
            title: string;
            /** @description The HTTP status. */
            status: number;
            /** @description What is wrong with this request. */
            detail: string;
            /** @description The id of the request, which log lines contain. */
            instance: string;
            /** @description The kind of error. */
            code: components["schemas"]["ErrorCode"];
            /** @description Whether the same request may succeed later. */
            retryable: boolean;
            /** @description The number that Docs reported. */
            docsError?: number;
            /** @description The wrong values of the request, if single ones are wrong. */
            errors?: components["schemas"]["FieldError"][];
        };
        /** @description A wrong value of a request. It has one of pointer, parameter and header. */
        FieldError: {
            /** @description A JSON Pointer (RFC 6901) into the body. */
            pointer?: string;
            /** @description The name of a parameter of the query. */
            parameter?: string;
            /** @description The name of a header. */
            header?: string;
            /** @description The rule that the value breaks. */
            detail: string;
        };
        /** @description An answer that API Gateway makes before the gateway sees the request. It has the header apigw-requestid and is no problem document. */
        GatewayMessage: {
            /** @description The reason in a few words, such as Unauthorized. */
            message: string;
        };
        /** @description Whether builds can run. */
        Health: {
            /**
             * @description ok if Docs is reachable and supported, else down.
             * @enum {string}
             */
            status: "ok" | "down";
            /** @description What is known of Docs. */
            docs: components["schemas"]["HealthOfDocs"];
        };
        /** @description What is known of Docs. It is asked at most every 10 s. */
        HealthOfDocs: {
            /** @description Whether Docs answered. */
            reachable: boolean;
            /** @description Whether its version is supported; false while it is not known. */
            supported: boolean;
        };
        /** @description The version and the addresses of this API. */
        Index: {
            /** @description Always docs-gateway. */
            name: string;
            /** @description The deployed version. */
            version: string;
            /**
             * Format: uri
             * @description The address of this document.
             */
            openapi: string;
            /** @description The address of the page that shows this document; null if it is off. */
            reference: string | null;
            /** @description The address of the page that shows builds; null if it is off. */
            console: string | null;
            /**
             * Format: uri
             * @description The address of the health check.
             */
            health: string;
        };
        /** @description What every event has. */
        EventMetadata: {
            /** @description The event’s own id. Repeated deliveries of one event have the same id: skip them. */
            id: string;
            /**
             * @description The version of the schema.
             * @constant
             */
            version: "1";
            /** @description The tenant that the event belongs to. */
            tenant: string;
            /** @description The id that the sender gave; for a document, its key. */
            correlationId: string;
        };
        /** @description A file in the bucket. Events have no links. */
        EventFile: {
            /** @description The name that the script saved it by. */
            name: string;
            /** @description The bucket that holds the file. */
            bucket: string;
            /** @description The key of the object in the bucket. */
            key: string;
            /** @description In bytes. */
            size: number;
            /** @description The media type of the object. */
            contentType: string;
            /** @description The SHA-256 digest of the file, in lower-case hex. */
            sha256: string;
        };
        /** @description The command as it was sent. */
        SentCommand: {
            /**
             * @description The name of the command.
             * @enum {string}
             */
            c: "deleteForgotten" | "drop" | "forcesave" | "getForgotten" | "getForgottenList" | "info" | "license" | "meta" | "version";
            /** @description The key of the document. */
            key?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description Docs' answer; `document` is the file that was copied, if the command copies one. */
        SentCommandAnswer: {
            /** @description 0, or 4 for a forced save that had nothing to save. */
            error: number;
            /** @description The file that was copied, if the command copies one. */
            document?: components["schemas"]["EventFile"];
        } & {
            [key: string]: unknown;
        };
        /** @description The files of a document in the bucket. */
        DocumentFiles: {
            /** @description The document. */
            document: components["schemas"]["EventFile"] | null;
            /** @description The changes since the version before, as changes.zip; null if there are none. */
            changes: components["schemas"]["EventFile"] | null;
            /** @description The history that the editor shows, as history.json; null if there is none. */
            history: components["schemas"]["EventFile"] | null;
            /** @description The data of a submitted form, as form.json; null if there is none. */
            form: components["schemas"]["EventFile"] | null;
        };
        /** @description The files of a saved document in the bucket. */
        SavedDocumentFiles: {
            /** @description The document. */
            document: components["schemas"]["EventFile"];
            /** @description The changes since the version before, as changes.zip; null if there are none. */
            changes: components["schemas"]["EventFile"] | null;
            /** @description The history that the editor shows, as history.json; null if there is none. */
            history: components["schemas"]["EventFile"] | null;
            /** @description The data of a submitted form, as form.json; null if there is none. */
            form: components["schemas"]["EventFile"] | null;
        };
        /** @description Why the gateway could not copy Docs' file; absent if Docs itself could not save. */
        DocumentSaveError: {
            /** @description The kind of error. */
            code: string;
            /** @description The error in one sentence. */
            detail: string;
        };
        /** @description A wrong field of a refused request. */
        RefusedField: {
            /** @description A JSON Pointer (RFC 6901) into the request. */
            pointer: string;
            /** @description The rule that the field breaks. */
            detail: string;
        };
        /** @description A build that succeeded. */
        BuildSucceededData: {
            /** @description The id of the build: 26 characters. Do not read anything from it. */
            id: string;
            /** @description The tenant that the build belongs to. */
            tenant: string;
            /**
             * @description Where the build is. It has ended once it is succeeded, failed or cancelled.
             * @constant
             */
            status: "succeeded";
            /** @description How the request arrived. */
            origin: components["schemas"]["BuildOrigin"];
            /** @description Your own name for the build: 1 to 128 printable characters. An upload has its key here, which may be longer. */
            correlationId: string;
            /** @description Where the script came from. */
            source: components["schemas"]["BuildSource"];
            /**
             * Format: date-time
             * @description When the request was accepted.
             */
            createdAt: string;
            /** @description When the build got a slot; null before. */
            startedAt: string | null;
            /**
             * Format: date-time
             * @description When the build ended; null before.
             */
            endedAt: string;
            /** @description The metadata of the request. */
            metadata: {
                [key: string]: string;
            };
            /** @description The lane in which the build waits for a slot. */
            priority: components["schemas"]["BuildPriority"];
            /** @description The files that the build saved, at most 100. */
            files: components["schemas"]["EventFile"][];
            /** @description Lines of the script that do not do what they seem to do. A succeeded build may have some. Of a template, they quote the script only with the scope templates:debug. */
            warnings: components["schemas"]["BuildWarning"][];
            /** @description Why the build failed; null unless it failed. */
            error: null;
            /** @description How many files are missing from files because the event would be too large. */
            filesOmitted?: number;
        };
        /** @description A build that failed. */
        BuildFailedData: {
            /** @description The id of the build: 26 characters. Do not read anything from it. */
            id: string;
            /** @description The tenant that the build belongs to. */
            tenant: string;
            /**
             * @description Where the build is. It has ended once it is succeeded, failed or cancelled.
             * @constant
             */
            status: "failed";
            /** @description How the request arrived. */
            origin: components["schemas"]["BuildOrigin"];
            /** @description Your own name for the build: 1 to 128 printable characters. An upload has its key here, which may be longer. */
            correlationId: string;
            /** @description Where the script came from. */
            source: components["schemas"]["BuildSource"];
            /**
             * Format: date-time
             * @description When the request was accepted.
             */
            createdAt: string;
            /** @description When the build got a slot; null before. */
            startedAt: string | null;
            /**
             * Format: date-time
             * @description When the build ended; null before.
             */
            endedAt: string;
            /** @description The metadata of the request. */
            metadata: {
                [key: string]: string;
            };
            /** @description The lane in which the build waits for a slot. */
            priority: components["schemas"]["BuildPriority"];
            /** @description The files that the build saved, at most 100. */
            files: components["schemas"]["EventFile"][];
            /** @description Lines of the script that do not do what they seem to do. A succeeded build may have some. Of a template, they quote the script only with the scope templates:debug. */
            warnings: components["schemas"]["BuildWarning"][];
            /** @description Why the build failed; null unless it failed. */
            error: components["schemas"]["BuildError"];
            /** @description How many files are missing from files because the event would be too large. */
            filesOmitted?: number;
        };
        /** @description A build that was cancelled. */
        BuildCancelledData: {
            /** @description The id of the build: 26 characters. Do not read anything from it. */
            id: string;
            /** @description The tenant that the build belongs to. */
            tenant: string;
            /**
             * @description Where the build is. It has ended once it is succeeded, failed or cancelled.
             * @constant
             */
            status: "cancelled";
            /** @description How the request arrived. */
            origin: components["schemas"]["BuildOrigin"];
            /** @description Your own name for the build: 1 to 128 printable characters. An upload has its key here, which may be longer. */
            correlationId: string;
            /** @description Where the script came from. */
            source: components["schemas"]["BuildSource"];
            /**
             * Format: date-time
             * @description When the request was accepted.
             */
            createdAt: string;
            /** @description When the build got a slot; null before. */
            startedAt: string | null;
            /**
             * Format: date-time
             * @description When the build ended; null before.
             */
            endedAt: string;
            /** @description The metadata of the request. */
            metadata: {
                [key: string]: string;
            };
            /** @description The lane in which the build waits for a slot. */
            priority: components["schemas"]["BuildPriority"];
            /** @description The files that the build saved, at most 100. */
            files: components["schemas"]["EventFile"][];
            /** @description Lines of the script that do not do what they seem to do. A succeeded build may have some. Of a template, they quote the script only with the scope templates:debug. */
            warnings: components["schemas"]["BuildWarning"][];
            /** @description Why the build failed; null unless it failed. */
            error: null;
            /** @description How many files are missing from files because the event would be too large. */
            filesOmitted?: number;
        };
        /** @description A queued command that Docs carried out. */
        CommandCompletedData: {
            /** @description The id of the command: the one that the sender gave, or one made from the message. */
            id: string;
            /**
             * @description How the command arrived.
             * @enum {string}
             */
            origin: "http" | "sqs" | "s3" | "event";
            /** @description The command as it was sent. */
            command: components["schemas"]["SentCommand"];
            /** @description Docs’ answer. */
            answer: components["schemas"]["SentCommandAnswer"];
        };
        /** @description A queued command that failed for good. */
        CommandFailedData: {
            /** @description The id of the command: the one that the sender gave, or one made from the message. */
            id: string;
            /**
             * @description How the command arrived.
             * @enum {string}
             */
            origin: "http" | "sqs" | "s3" | "event";
            /** @description The command as it was sent. */
            command: components["schemas"]["SentCommand"];
            /** @description Why it failed. */
            error: components["schemas"]["Problem"];
        };
        /** @description A user opened or left a document. */
        DocumentEditingData: {
            /** @description The document key. */
            key: string;
            /** @description The userdata of the command that forced the save. */
            userdata?: unknown;
            /** @description The query of the callbackUrl. */
            query: {
                [key: string]: string;
            };
            /**
             * @description Present if the query was cut at 2 KB.
             * @constant
             */
            queryOmitted?: true;
            /** @description Whether the hourly sweep fetched the file from Docs. */
            forgotten: boolean;
            /** @description The files that are in the bucket. */
            files: components["schemas"]["DocumentFiles"];
            /**
             * @description Docs’ number for what happened; absent for a forgotten file.
             * @constant
             */
            status: 1;
        } & {
            [key: string]: unknown;
        };
        /** @description A saved document is in the bucket. */
        DocumentSavedData: {
            /** @description The document key. */
            key: string;
            /** @description The userdata of the command that forced the save. */
            userdata?: unknown;
            /** @description The query of the callbackUrl. */
            query: {
                [key: string]: string;
            };
            /**
             * @description Present if the query was cut at 2 KB.
             * @constant
             */
            queryOmitted?: true;
            /** @description Whether the hourly sweep fetched the file from Docs. */
            forgotten: boolean;
            /** @description The files that are in the bucket. */
            files: components["schemas"]["SavedDocumentFiles"];
            /**
             * @description Docs’ number for what happened; absent for a forgotten file.
             * @enum {number}
             */
            status?: 2 | 6;
            /** @description When the document was changed last; the name of its folder in the bucket. */
            lastsave?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A document could not be saved or copied. */
        DocumentSaveFailedData: {
            /** @description The document key. */
            key: string;
            /** @description The userdata of the command that forced the save. */
            userdata?: unknown;
            /** @description The query of the callbackUrl. */
            query: {
                [key: string]: string;
            };
            /**
             * @description Present if the query was cut at 2 KB.
             * @constant
             */
            queryOmitted?: true;
            /** @description Whether the hourly sweep fetched the file from Docs. */
            forgotten: boolean;
            /** @description The files that are in the bucket. */
            files: components["schemas"]["DocumentFiles"];
            /**
             * @description Docs’ number for what happened; absent for a forgotten file.
             * @enum {number}
             */
            status: 2 | 3 | 6 | 7;
            /** @description Why the gateway could not copy Docs’ file; absent if Docs itself could not save. */
            error?: components["schemas"]["DocumentSaveError"];
        } & {
            [key: string]: unknown;
        };
        /** @description A document was closed without changes. */
        DocumentClosedData: {
            /** @description The document key. */
            key: string;
            /** @description The userdata of the command that forced the save. */
            userdata?: unknown;
            /** @description The query of the callbackUrl. */
            query: {
                [key: string]: string;
            };
            /**
             * @description Present if the query was cut at 2 KB.
             * @constant
             */
            queryOmitted?: true;
            /** @description Whether the hourly sweep fetched the file from Docs. */
            forgotten: boolean;
            /** @description The files that are in the bucket. */
            files: components["schemas"]["DocumentFiles"];
            /**
             * @description Docs’ number for what happened; absent for a forgotten file.
             * @constant
             */
            status: 4;
        } & {
            [key: string]: unknown;
        };
        /** @description A request by queue, upload or event that was refused. */
        RequestRefusedData: {
            /**
             * @description How the request arrived.
             * @enum {string}
             */
            origin: "http" | "sqs" | "s3" | "event" | "callback";
            /** @description The id that the sender gave. */
            id?: string;
            /** @description The kind of error. */
            code: string;
            /** @description The error in one sentence. */
            detail: string;
            /** @description The wrong fields. */
            errors: components["schemas"]["RefusedField"][];
        };
        /** @description Deletes a forgotten file in Docs. */
        DeleteForgottenCommand: {
            /**
             * @description The name of the command. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            c: "deleteForgotten";
            /** @description The key of the document. */
            key: string;
        };
        /** @description Disconnects users from a document. Has exactly one of users and all. */
        DropCommand: {
            /**
             * @description The name of the command. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            c: "drop";
            /** @description The key of the document. */
            key: string;
            /** @description The ids of the users. */
            users?: string[];
            /**
             * @description Disconnects every user.
             * @constant
             */
            all?: true;
        };
        /** @description Saves a document that is being edited. */
        ForcesaveCommand: {
            /**
             * @description The name of the command. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            c: "forcesave";
            /** @description The key of the document. */
            key: string;
            /** @description Any text of at most 4,096 bytes, which the callback returns. */
            userdata?: string;
        };
        /** @description Copies a forgotten file into the bucket and returns a link to the copy. */
        GetForgottenCommand: {
            /**
             * @description The name of the command. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            c: "getForgotten";
            /** @description The key of the document. */
            key: string;
        };
        /** @description Lists the keys of files that Docs could not deliver. */
        GetForgottenListCommand: {
            /**
             * @description The name of the command. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            c: "getForgottenList";
        };
        /** @description Says who edits a document. */
        InfoCommand: {
            /**
             * @description The name of the command. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            c: "info";
            /** @description The key of the document. */
            key: string;
            /** @description Any text of at most 4,096 bytes, which the callback returns. */
            userdata?: string;
        };
        /** @description Returns the licence of Docs. */
        LicenseCommand: {
            /**
             * @description The name of the command. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            c: "license";
        };
        /** @description Changes what editors show of a document. */
        MetaCommand: {
            /**
             * @description The name of the command. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            c: "meta";
            /** @description The key of the document. */
            key: string;
            /** @description What changes. */
            meta: components["schemas"]["DocumentTitle"];
        };
        /** @description What editors show of a document. */
        DocumentTitle: {
            /** @description The title, with its suffix. */
            title: string;
        };
        /** @description Returns the version of Docs. */
        VersionCommand: {
            /**
             * @description The name of the command. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            c: "version";
        };
        /**
         * @description The kind of error. The list grows: treat a code that you do not know by its status or by retryable. Known codes: MALFORMED (Malformed request), REQUEST_INVALID (Invalid request), UNSUPPORTED_MEDIA_TYPE (Unsupported media type), TOO_LARGE (Request too large), FORBIDDEN (Forbidden), TENANT_MISSING (No tenant in the token), NOT_FOUND (Not found), METHOD_NOT_ALLOWED (Method not allowed), CONFLICT (Conflict with the current state), GONE (No longer available), IDEMPOTENCY_MISMATCH (Idempotency key used with another request), TOO_MANY_REQUESTS (Too many requests), ARGUMENT_INVALID (Invalid argument), TEMPLATE_NOT_FOUND (Template not found), INPUT_NOT_FOUND (Input not found), SCRIPT_INVALID (Invalid script), SCRIPT_TOO_LARGE (Script too large), SOURCE_REFUSED (URL not allowed), TEMPLATE_INVALID (Invalid template), SOURCE_DOWNLOAD (Download failed), SCRIPT_FAILED (Script failed), BUILD_EMPTY (The script saved no file), OUTPUT_MISSING (The script did not save a requested output), BUILD_TIMEOUT (Build timed out), RESULT_EXPIRED (The result is no longer in Docs), RESULT_TOO_LARGE (Result too large), STORAGE_FAILED (Storage failed), DOCS_UNAVAILABLE (Docs unavailable), DOCS_OVERLOADED (Docs overloaded), DOCS_AUTH (Docs refused the token of this gateway), DOCS_INTERNAL (Docs failed), DOCS_PROTOCOL (Unexpected answer from Docs), DOCS_TIMEOUT (Docs timed out), UNKNOWN_OUTCOME (Outcome unknown), INTERNAL (Internal error), DOCUMENT_NOT_FOUND (Document not found), CALLBACK_URL_INVALID (Invalid callback URL), COMMAND_INVALID (Invalid command).
         * @example MALFORMED
         * @example REQUEST_INVALID
         * @example UNSUPPORTED_MEDIA_TYPE
         * @example TOO_LARGE
         * @example FORBIDDEN
         * @example TENANT_MISSING
         * @example NOT_FOUND
         * @example METHOD_NOT_ALLOWED
         * @example CONFLICT
         * @example GONE
         * @example IDEMPOTENCY_MISMATCH
         * @example TOO_MANY_REQUESTS
         * @example ARGUMENT_INVALID
         * @example TEMPLATE_NOT_FOUND
         * @example INPUT_NOT_FOUND
         * @example SCRIPT_INVALID
         * @example SCRIPT_TOO_LARGE
         * @example SOURCE_REFUSED
         * @example TEMPLATE_INVALID
         * @example SOURCE_DOWNLOAD
         * @example SCRIPT_FAILED
         * @example BUILD_EMPTY
         * @example OUTPUT_MISSING
         * @example BUILD_TIMEOUT
         * @example RESULT_EXPIRED
         * @example RESULT_TOO_LARGE
         * @example STORAGE_FAILED
         * @example DOCS_UNAVAILABLE
         * @example DOCS_OVERLOADED
         * @example DOCS_AUTH
         * @example DOCS_INTERNAL
         * @example DOCS_PROTOCOL
         * @example DOCS_TIMEOUT
         * @example UNKNOWN_OUTCOME
         * @example INTERNAL
         * @example DOCUMENT_NOT_FOUND
         * @example CALLBACK_URL_INVALID
         * @example COMMAND_INVALID
         */
        ErrorCode: string;
        /**
         * @description The kind of warning. The list grows: treat a code that you do not know by its status or by retryable. Known codes: LINE_SWALLOWED, CALL_UNSEEN, CALL_INCOMPLETE, BLOCK_CUT, LINE_DROPPED, PIECE_SKIPPED, DOCUMENT_NOT_OPEN, DOCUMENT_NOT_CLOSED, FORMAT_UNKNOWN, FILE_OVERWRITTEN, FILE_RENAMED, FILE_NAME_INVALID, NOTHING_SAVED, INPUT_UNREAD, METHOD_UNKNOWN, NAME_UNKNOWN, NAME_TAKEN, NUMBER_ROUNDED, LOOP_ENDLESS, CHECK_SKIPPED, ARGUMENT_EMPTY.
         * @example LINE_SWALLOWED
         * @example CALL_UNSEEN
         * @example CALL_INCOMPLETE
         * @example BLOCK_CUT
         * @example LINE_DROPPED
         * @example PIECE_SKIPPED
         * @example DOCUMENT_NOT_OPEN
         * @example DOCUMENT_NOT_CLOSED
         * @example FORMAT_UNKNOWN
         * @example FILE_OVERWRITTEN
         * @example FILE_RENAMED
         * @example FILE_NAME_INVALID
         * @example NOTHING_SAVED
         * @example INPUT_UNREAD
         * @example METHOD_UNKNOWN
         * @example NAME_UNKNOWN
         * @example NAME_TAKEN
         * @example NUMBER_ROUNDED
         * @example LOOP_ENDLESS
         * @example CHECK_SKIPPED
         * @example ARGUMENT_EMPTY
         */
        WarningCode: string;
        /** @description A build request as a form. Every part but script, url, template and correlationId is JSON; an empty part is absent. */
        BuildForm: {
            /**
             * Format: binary
             * @description The script as a file, as it is. Needs the scope scripts:run.
             */
            script?: string;
            /** @description An https address that the gateway downloads the script from. Needs the scope scripts:run. */
            url?: string;
            /** @description The name of a template of the operator. */
            template?: string;
            /** @description Any JSON of at most 100 KiB. The script reads it as the global Argument. */
            argument?: string;
            /** @description Files that the script reads as input://{name}: names, with a key below inputs/{tenant}/ or an https URL each. */
            inputs?: string;
            /** @description Where files go: names given to builder.SaveFile, with a key below results/{tenant}/ each; "*" with a key that ends in "/" is the folder of every other file. */
            outputs?: string;
            /** @description Up to 20 pairs of text, 4 KiB in all. The build and its events repeat them. Names have at most 40 characters. */
            metadata?: string;
            /**
             * @description normal, the default, or low for builds that nobody waits for. While builds of both wait, every fifth start is one of low priority.
             * @enum {string}
             */
            priority?: "normal" | "low";
            /**
             * @description true: the build has what its script writes to the console as logs, also if it succeeds. Of a template, it needs the scope templates:debug.
             * @enum {string}
             */
            debug?: "true" | "false";
            /** @description Your own name for the build: 1 to 128 printable characters. An upload has its key here, which may be longer. The header x-correlation-id says the same; the body takes precedence. */
            correlationId?: string;
        };
        /** @description A callback as Docs sends it. Only the claims of its token are used; Docs sends the token in the body or in a header. */
        Callback: {
            /** @description The key of the document. */
            key?: string;
            /**
             * @description What happened to the document.
             * @enum {integer}
             */
            status?: 1 | 2 | 3 | 4 | 6 | 7;
            /** @description The token of Docs, whose claims are the callback. */
            token?: string;
        };
        /**
         * Format: binary
         * @description The bytes of a file.
         */
        FileContent: string;
        /** @description An OpenAPI 3.1 document. */
        OpenApiDocument: {
            [key: string]: unknown;
        };
        /** @description The event Build Succeeded as EventBridge delivers it. */
        BuildSucceededEvent: {
            /** @description The version of EventBridge’s envelope. */
            version: string;
            /** @description EventBridge’s id of this delivery. To skip repeats, use detail.metadata.id. */
            id: string;
            /**
             * @description The type of the event. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "detail-type": "Build Succeeded";
            /**
             * @description Always docs-gateway.
             * @constant
             */
            source: "docs-gateway";
            /** @description The account of the gateway. */
            account: string;
            /**
             * Format: date-time
             * @description When the event was published.
             */
            time: string;
            /** @description The region of the gateway. */
            region: string;
            /** @description Always empty. */
            resources: string[];
            /** @description What happened. */
            detail: components["schemas"]["BuildSucceededDetail"];
        };
        /** @description The detail of the event Build Succeeded. */
        BuildSucceededDetail: {
            /** @description What every event has. */
            metadata: components["schemas"]["EventMetadata"];
            /** @description What happened. */
            data: components["schemas"]["BuildSucceededData"];
        };
        /** @description The event Build Failed as EventBridge delivers it. */
        BuildFailedEvent: {
            /** @description The version of EventBridge’s envelope. */
            version: string;
            /** @description EventBridge’s id of this delivery. To skip repeats, use detail.metadata.id. */
            id: string;
            /**
             * @description The type of the event. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "detail-type": "Build Failed";
            /**
             * @description Always docs-gateway.
             * @constant
             */
            source: "docs-gateway";
            /** @description The account of the gateway. */
            account: string;
            /**
             * Format: date-time
             * @description When the event was published.
             */
            time: string;
            /** @description The region of the gateway. */
            region: string;
            /** @description Always empty. */
            resources: string[];
            /** @description What happened. */
            detail: components["schemas"]["BuildFailedDetail"];
        };
        /** @description The detail of the event Build Failed. */
        BuildFailedDetail: {
            /** @description What every event has. */
            metadata: components["schemas"]["EventMetadata"];
            /** @description What happened. */
            data: components["schemas"]["BuildFailedData"];
        };
        /** @description The event Build Cancelled as EventBridge delivers it. */
        BuildCancelledEvent: {
            /** @description The version of EventBridge’s envelope. */
            version: string;
            /** @description EventBridge’s id of this delivery. To skip repeats, use detail.metadata.id. */
            id: string;
            /**
             * @description The type of the event. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "detail-type": "Build Cancelled";
            /**
             * @description Always docs-gateway.
             * @constant
             */
            source: "docs-gateway";
            /** @description The account of the gateway. */
            account: string;
            /**
             * Format: date-time
             * @description When the event was published.
             */
            time: string;
            /** @description The region of the gateway. */
            region: string;
            /** @description Always empty. */
            resources: string[];
            /** @description What happened. */
            detail: components["schemas"]["BuildCancelledDetail"];
        };
        /** @description The detail of the event Build Cancelled. */
        BuildCancelledDetail: {
            /** @description What every event has. */
            metadata: components["schemas"]["EventMetadata"];
            /** @description What happened. */
            data: components["schemas"]["BuildCancelledData"];
        };
        /** @description The event Command Completed as EventBridge delivers it. */
        CommandCompletedEvent: {
            /** @description The version of EventBridge’s envelope. */
            version: string;
            /** @description EventBridge’s id of this delivery. To skip repeats, use detail.metadata.id. */
            id: string;
            /**
             * @description The type of the event. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "detail-type": "Command Completed";
            /**
             * @description Always docs-gateway.
             * @constant
             */
            source: "docs-gateway";
            /** @description The account of the gateway. */
            account: string;
            /**
             * Format: date-time
             * @description When the event was published.
             */
            time: string;
            /** @description The region of the gateway. */
            region: string;
            /** @description Always empty. */
            resources: string[];
            /** @description What happened. */
            detail: components["schemas"]["CommandCompletedDetail"];
        };
        /** @description The detail of the event Command Completed. */
        CommandCompletedDetail: {
            /** @description What every event has. */
            metadata: components["schemas"]["EventMetadata"];
            /** @description What happened. */
            data: components["schemas"]["CommandCompletedData"];
        };
        /** @description The event Command Failed as EventBridge delivers it. */
        CommandFailedEvent: {
            /** @description The version of EventBridge’s envelope. */
            version: string;
            /** @description EventBridge’s id of this delivery. To skip repeats, use detail.metadata.id. */
            id: string;
            /**
             * @description The type of the event. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "detail-type": "Command Failed";
            /**
             * @description Always docs-gateway.
             * @constant
             */
            source: "docs-gateway";
            /** @description The account of the gateway. */
            account: string;
            /**
             * Format: date-time
             * @description When the event was published.
             */
            time: string;
            /** @description The region of the gateway. */
            region: string;
            /** @description Always empty. */
            resources: string[];
            /** @description What happened. */
            detail: components["schemas"]["CommandFailedDetail"];
        };
        /** @description The detail of the event Command Failed. */
        CommandFailedDetail: {
            /** @description What every event has. */
            metadata: components["schemas"]["EventMetadata"];
            /** @description What happened. */
            data: components["schemas"]["CommandFailedData"];
        };
        /** @description The event Document Editing as EventBridge delivers it. */
        DocumentEditingEvent: {
            /** @description The version of EventBridge’s envelope. */
            version: string;
            /** @description EventBridge’s id of this delivery. To skip repeats, use detail.metadata.id. */
            id: string;
            /**
             * @description The type of the event. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "detail-type": "Document Editing";
            /**
             * @description Always docs-gateway.
             * @constant
             */
            source: "docs-gateway";
            /** @description The account of the gateway. */
            account: string;
            /**
             * Format: date-time
             * @description When the event was published.
             */
            time: string;
            /** @description The region of the gateway. */
            region: string;
            /** @description Always empty. */
            resources: string[];
            /** @description What happened. */
            detail: components["schemas"]["DocumentEditingDetail"];
        };
        /** @description The detail of the event Document Editing. */
        DocumentEditingDetail: {
            /** @description What every event has. */
            metadata: components["schemas"]["EventMetadata"];
            /** @description What happened. */
            data: components["schemas"]["DocumentEditingData"];
        };
        /** @description The event Document Saved as EventBridge delivers it. */
        DocumentSavedEvent: {
            /** @description The version of EventBridge’s envelope. */
            version: string;
            /** @description EventBridge’s id of this delivery. To skip repeats, use detail.metadata.id. */
            id: string;
            /**
             * @description The type of the event. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "detail-type": "Document Saved";
            /**
             * @description Always docs-gateway.
             * @constant
             */
            source: "docs-gateway";
            /** @description The account of the gateway. */
            account: string;
            /**
             * Format: date-time
             * @description When the event was published.
             */
            time: string;
            /** @description The region of the gateway. */
            region: string;
            /** @description Always empty. */
            resources: string[];
            /** @description What happened. */
            detail: components["schemas"]["DocumentSavedDetail"];
        };
        /** @description The detail of the event Document Saved. */
        DocumentSavedDetail: {
            /** @description What every event has. */
            metadata: components["schemas"]["EventMetadata"];
            /** @description What happened. */
            data: components["schemas"]["DocumentSavedData"];
        };
        /** @description The event Document Save Failed as EventBridge delivers it. */
        DocumentSaveFailedEvent: {
            /** @description The version of EventBridge’s envelope. */
            version: string;
            /** @description EventBridge’s id of this delivery. To skip repeats, use detail.metadata.id. */
            id: string;
            /**
             * @description The type of the event. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "detail-type": "Document Save Failed";
            /**
             * @description Always docs-gateway.
             * @constant
             */
            source: "docs-gateway";
            /** @description The account of the gateway. */
            account: string;
            /**
             * Format: date-time
             * @description When the event was published.
             */
            time: string;
            /** @description The region of the gateway. */
            region: string;
            /** @description Always empty. */
            resources: string[];
            /** @description What happened. */
            detail: components["schemas"]["DocumentSaveFailedDetail"];
        };
        /** @description The detail of the event Document Save Failed. */
        DocumentSaveFailedDetail: {
            /** @description What every event has. */
            metadata: components["schemas"]["EventMetadata"];
            /** @description What happened. */
            data: components["schemas"]["DocumentSaveFailedData"];
        };
        /** @description The event Document Closed as EventBridge delivers it. */
        DocumentClosedEvent: {
            /** @description The version of EventBridge’s envelope. */
            version: string;
            /** @description EventBridge’s id of this delivery. To skip repeats, use detail.metadata.id. */
            id: string;
            /**
             * @description The type of the event. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "detail-type": "Document Closed";
            /**
             * @description Always docs-gateway.
             * @constant
             */
            source: "docs-gateway";
            /** @description The account of the gateway. */
            account: string;
            /**
             * Format: date-time
             * @description When the event was published.
             */
            time: string;
            /** @description The region of the gateway. */
            region: string;
            /** @description Always empty. */
            resources: string[];
            /** @description What happened. */
            detail: components["schemas"]["DocumentClosedDetail"];
        };
        /** @description The detail of the event Document Closed. */
        DocumentClosedDetail: {
            /** @description What every event has. */
            metadata: components["schemas"]["EventMetadata"];
            /** @description What happened. */
            data: components["schemas"]["DocumentClosedData"];
        };
        /** @description The event Request Refused as EventBridge delivers it. */
        RequestRefusedEvent: {
            /** @description The version of EventBridge’s envelope. */
            version: string;
            /** @description EventBridge’s id of this delivery. To skip repeats, use detail.metadata.id. */
            id: string;
            /**
             * @description The type of the event. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "detail-type": "Request Refused";
            /**
             * @description Always docs-gateway.
             * @constant
             */
            source: "docs-gateway";
            /** @description The account of the gateway. */
            account: string;
            /**
             * Format: date-time
             * @description When the event was published.
             */
            time: string;
            /** @description The region of the gateway. */
            region: string;
            /** @description Always empty. */
            resources: string[];
            /** @description What happened. */
            detail: components["schemas"]["RequestRefusedDetail"];
        };
        /** @description The detail of the event Request Refused. */
        RequestRefusedDetail: {
            /** @description What every event has. */
            metadata: components["schemas"]["EventMetadata"];
            /** @description What happened. */
            data: components["schemas"]["RequestRefusedData"];
        };
        /** @description An event of the gateway as EventBridge delivers it. Types may be added. */
        GatewayEvent: components["schemas"]["BuildSucceededEvent"] | components["schemas"]["BuildFailedEvent"] | components["schemas"]["BuildCancelledEvent"] | components["schemas"]["CommandCompletedEvent"] | components["schemas"]["CommandFailedEvent"] | components["schemas"]["DocumentEditingEvent"] | components["schemas"]["DocumentSavedEvent"] | components["schemas"]["DocumentSaveFailedEvent"] | components["schemas"]["DocumentClosedEvent"] | components["schemas"]["RequestRefusedEvent"];
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The id of the request. Log lines contain it. */
        "x-request-id": string;
        /** @description API Gateway’s id of the request. */
        "apigw-requestid": string;
        /** @description An absolute URL. */
        location: string;
        /** @description Seconds to wait before the next request. */
        "retry-after": number;
        /** @description true when an earlier request with the same key made the build. */
        "idempotent-replayed": "true";
        /** @description The preference that was applied. */
        "preference-applied": string;
        /** @description The version of the document, for If-None-Match. */
        etag: string;
        /** @description How long the answer may be kept. */
        "cache-control": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listBuilds: {
        parameters: {
            query?: {
                /** @description Only builds of this status. */
                status?: components["schemas"]["BuildStatus"];
                /** @description Only builds with this correlation id. */
                correlationId?: string;
                /** @description Only builds of this template. */
                template?: string;
                /** @description The most items of a page. */
                limit?: number;
                /** @description The cursor of the page before. Do not read anything from it. */
                cursor?: string;
            };
            header?: {
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of builds. The cursor of the last page is null. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildList"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS. API Gateway made this answer itself. */
            429: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "retry-after": components["headers"]["retry-after"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    createBuild: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeated request with the same key and the same body returns the same build. */
                "idempotency-key"?: string;
                /**
                 * @description RFC 7240: with wait=N, the answer waits for the end, for at most 25 seconds. Anything else is ignored.
                 * @example wait=20
                 */
                prefer?: string;
                /** @description The sender’s own name for the build. A correlationId in the body overrides it. */
                "x-correlation-id"?: string;
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The build, as JSON or as a form. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["BuildRequest"];
                "multipart/form-data": components["schemas"]["BuildForm"];
            };
        };
        responses: {
            /** @description The build has ended. Look at its status: it may have failed. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    location: components["headers"]["location"];
                    "idempotent-replayed": components["headers"]["idempotent-replayed"];
                    "retry-after": components["headers"]["retry-after"];
                    "preference-applied": components["headers"]["preference-applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"];
                };
            };
            /** @description The build is accepted and has not ended. */
            202: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    location: components["headers"]["location"];
                    "idempotent-replayed": components["headers"]["idempotent-replayed"];
                    "retry-after": components["headers"]["retry-after"];
                    "preference-applied": components["headers"]["preference-applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_LARGE, SCRIPT_TOO_LARGE. API Gateway made this answer itself. */
            413: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE. */
            415: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID, IDEMPOTENCY_MISMATCH, ARGUMENT_INVALID, TEMPLATE_NOT_FOUND, INPUT_NOT_FOUND, SCRIPT_INVALID, SOURCE_REFUSED. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description TEMPLATE_INVALID, INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    getBuild: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description RFC 7240: with wait=N, the answer waits for the end, for at most 25 seconds. Anything else is ignored.
                 * @example wait=20
                 */
                prefer?: string;
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path: {
                /** @description The id of a build. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The build. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "retry-after": components["headers"]["retry-after"];
                    "preference-applied": components["headers"]["preference-applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    eraseBuild: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path: {
                /** @description The id of a build. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The build is erased. */
            204: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description CONFLICT. */
            409: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    cancelBuild: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path: {
                /** @description The id of a build. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The build is cancelled. */
            202: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    location: components["headers"]["location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description CONFLICT. */
            409: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    getFile: {
        parameters: {
            query?: {
                /** @description Whether a browser saves the file or shows it. */
                disposition?: "attachment" | "inline";
            };
            header?: {
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path: {
                /** @description The id of a build. */
                id: string;
                /** @description The name of a file, or of a template. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, as a client that follows the redirect gets it from S3. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": components["schemas"]["FileContent"];
                };
            };
            /** @description The redirect to the link. */
            302: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    location: components["headers"]["location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description GONE. */
            410: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    getFileLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path: {
                /** @description The id of a build. */
                id: string;
                /** @description The name of a file, or of a template. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Links that are valid for 15 minutes. inlineUrl is null for types that a browser must not show. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileLink"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description GONE. */
            410: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description STORAGE_FAILED. API Gateway made this answer itself. */
            503: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "retry-after": components["headers"]["retry-after"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    listTemplates: {
        parameters: {
            query?: {
                /** @description The most items of a page. */
                limit?: number;
                /** @description The cursor of the page before. Do not read anything from it. */
                cursor?: string;
            };
            header?: {
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of templates. The cursor of the last page is null. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateList"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    getTemplate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path: {
                /** @description The name of a file, or of a template. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The template. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SCRIPT_TOO_LARGE. */
            413: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID, SCRIPT_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description TEMPLATE_INVALID, INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    checkScript: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The script, as JSON or as a form with the part script. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScriptCheckRequest"];
                "multipart/form-data": components["schemas"]["ScriptCheckRequest"];
            };
        };
        responses: {
            /** @description What was found, also for a script with mistakes. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScriptCheck"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_LARGE, SCRIPT_TOO_LARGE. API Gateway made this answer itself. */
            413: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE. */
            415: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID, SCRIPT_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    getDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path: {
                /** @description The key of a document. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest save. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DOCUMENT_NOT_FOUND. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description STORAGE_FAILED. API Gateway made this answer itself. */
            503: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "retry-after": components["headers"]["retry-after"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    getDocumentLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path: {
                /** @description The key of a document. */
                key: string;
                /** @description The name of a file, or of a template. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Links that are valid for 15 minutes. inlineUrl is null for types that a browser must not show. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileLink"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DOCUMENT_NOT_FOUND, NOT_FOUND. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description GONE. */
            410: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description STORAGE_FAILED. API Gateway made this answer itself. */
            503: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "retry-after": components["headers"]["retry-after"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    runCommand: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description RFC 7240: with wait=N, the answer waits for the end, for at most 25 seconds. Anything else is ignored.
                 * @example wait=20
                 */
                prefer?: string;
                /** @description The tenant that the caller acts for. Needs the scope tenants:act. */
                "docs-gateway-tenant"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description A command as Docs’ command service takes it. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Command"];
            };
        };
        responses: {
            /** @description Docs carried out the command, or had nothing to save (error 4). */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "preference-applied": components["headers"]["preference-applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandAnswer"];
                };
            };
            /** @description Docs has started the save. Its file was not stored in time. */
            202: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "preference-applied": components["headers"]["preference-applied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandAnswer"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            401: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description FORBIDDEN, TENANT_MISSING. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description DOCUMENT_NOT_FOUND. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description CONFLICT. */
            409: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_LARGE. API Gateway made this answer itself. */
            413: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE. */
            415: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_INVALID, COMMAND_INVALID, CALLBACK_URL_INVALID, RESULT_TOO_LARGE. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description RESULT_EXPIRED, DOCS_AUTH, DOCS_INTERNAL, DOCS_PROTOCOL. */
            502: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description STORAGE_FAILED, DOCS_UNAVAILABLE. API Gateway made this answer itself. */
            503: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "retry-after": components["headers"]["retry-after"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description DOCS_TIMEOUT. */
            504: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receiveCallback: {
        parameters: {
            query?: {
                /** @description Any names and values. The event returns them. */
                query?: {
                    [key: string]: string;
                };
            };
            header?: never;
            path: {
                /** @description The tenant of the build or document. */
                tenant: string;
            };
            cookie?: never;
        };
        /** @description A callback of Docs. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Callback"];
            };
        };
        responses: {
            /** @description The callback is stored. Docs does not send it again. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackAnswer"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_LARGE. API Gateway made this answer itself. */
            413: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description REQUEST_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description STORAGE_FAILED. API Gateway made this answer itself. */
            503: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "retry-after": components["headers"]["retry-after"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    receiveDefaultCallback: {
        parameters: {
            query?: {
                /** @description Any names and values. The event returns them. */
                query?: {
                    [key: string]: string;
                };
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A callback of Docs. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Callback"];
            };
        };
        responses: {
            /** @description The callback is stored. Docs does not send it again. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackAnswer"];
                };
            };
            /** @description MALFORMED. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_LARGE. API Gateway made this answer itself. */
            413: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description REQUEST_INVALID. */
            422: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description STORAGE_FAILED. API Gateway made this answer itself. */
            503: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "retry-after": components["headers"]["retry-after"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    getScript: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant of the build or document. */
                tenant: string;
                /** @description The id of a build. */
                id: string;
                /** @description The right to use the address. */
                capability: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, as a client that follows the redirect gets it from S3. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": components["schemas"]["FileContent"];
                };
            };
            /** @description The redirect to a link. */
            302: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    location: components["headers"]["location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description FORBIDDEN. */
            403: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    getInput: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant of the build or document. */
                tenant: string;
                /** @description The id of a build. */
                id: string;
                /** @description The right to use the address. */
                capability: string;
                /** @description The name of a file, or of a template. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, as a client that follows the redirect gets it from S3. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": components["schemas"]["FileContent"];
                };
            };
            /** @description The redirect to a link. */
            302: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    location: components["headers"]["location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description NOT_FOUND. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Docs is reachable and supported. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Docs is unreachable or not supported: no build can run. API Gateway made this answer itself. */
            503: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"] | components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    getDescription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The OpenAPI 3.1 document of this API. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    etag: components["headers"]["etag"];
                    "cache-control": components["headers"]["cache-control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenApiDocument"];
                };
            };
            /** @description The client has this version already. */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    etag: components["headers"]["etag"];
                    "cache-control": components["headers"]["cache-control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    getIndex: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Version and links. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Index"];
                };
            };
            /** @description API Gateway made this answer itself. */
            429: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description INTERNAL. API Gateway made this answer itself. */
            500: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description API Gateway made this answer itself. */
            503: {
                headers: {
                    "apigw-requestid": components["headers"]["apigw-requestid"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    onBuildSucceeded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": "0",
                 *       "id": "2482c8e9-8914-43ea-b1ed-4273ea15aeb7",
                 *       "detail-type": "Build Succeeded",
                 *       "source": "docs-gateway",
                 *       "account": "000000000000",
                 *       "time": "2026-11-22T08:00:02Z",
                 *       "region": "eu-central-1",
                 *       "resources": [],
                 *       "detail": {
                 *         "metadata": {
                 *           "id": "01KAMXFC3VQ6T0V5M1Z7K9R2P4",
                 *           "version": "1",
                 *           "tenant": "default",
                 *           "correlationId": "order-0042"
                 *         },
                 *         "data": {
                 *           "id": "01KAMXF9W0Q5T2M7Y3B8C4D6E1",
                 *           "tenant": "default",
                 *           "status": "succeeded",
                 *           "origin": "http",
                 *           "correlationId": "order-0042",
                 *           "source": {
                 *             "template": "invoice",
                 *             "version": "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH"
                 *           },
                 *           "createdAt": "2026-11-22T08:00:00.000Z",
                 *           "startedAt": "2026-11-22T08:00:00.080Z",
                 *           "endedAt": "2026-11-22T08:00:01.420Z",
                 *           "metadata": {
                 *             "order": "0042"
                 *           },
                 *           "priority": "normal",
                 *           "warnings": [],
                 *           "error": null,
                 *           "files": [
                 *             {
                 *               "name": "invoice.docx",
                 *               "bucket": "docs-gateway-bucket",
                 *               "key": "results/default/invoices/2026/0042.docx",
                 *               "size": 18231,
                 *               "contentType": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                 *               "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
                 *             }
                 *           ]
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["BuildSucceededEvent"];
            };
        };
        responses: {
            /** @description The target has received the event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBuildFailed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BuildFailedEvent"];
            };
        };
        responses: {
            /** @description The target has received the event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBuildCancelled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BuildCancelledEvent"];
            };
        };
        responses: {
            /** @description The target has received the event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onCommandCompleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommandCompletedEvent"];
            };
        };
        responses: {
            /** @description The target has received the event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onCommandFailed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommandFailedEvent"];
            };
        };
        responses: {
            /** @description The target has received the event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onDocumentEditing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocumentEditingEvent"];
            };
        };
        responses: {
            /** @description The target has received the event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onDocumentSaved: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocumentSavedEvent"];
            };
        };
        responses: {
            /** @description The target has received the event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onDocumentSaveFailed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocumentSaveFailedEvent"];
            };
        };
        responses: {
            /** @description The target has received the event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onDocumentClosed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocumentClosedEvent"];
            };
        };
        responses: {
            /** @description The target has received the event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onRequestRefused: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestRefusedEvent"];
            };
        };
        responses: {
            /** @description The target has received the event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
