// Generated from the server's OpenAPI document: npm run generate.


export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};

export type Change = {
    run_id: string;
    state: string;
    version: number;
    at: string;
};

export type LatestChange = {
    last_change: number;
};

export type Problem = {
    code: string;
    status: number;
    detail: string;
    retriable: boolean;
    errors?: Array<{
        path: string;
        message: string;
    }>;
};

export type Facets = {
    workflows: Array<string>;
    versions: Array<string>;
    environments: Array<string>;
    tenants: Array<string>;
    tags: Array<string>;
    error_codes: Array<string>;
    owners: Array<string>;
    started_by: Array<string>;
};

export type RunNeighbours = {
    previous: string | null;
    next: string | null;
};

export type RunDetail = RunItem & {
    inputs_summary: {
        [key: string]: unknown;
    } | Array<unknown> | string | number | boolean | null;
    outputs_summary: {
        [key: string]: unknown;
    } | Array<unknown> | string | number | boolean | null;
    effectiveness: {
        first_pass_success: boolean | null;
        accuracy: number | null;
        throughput_delta: number | null;
    };
    diagnostics: {
        trace_id: string;
        resource_usage: {
            tokens: number | null;
            compute_ms: number | null;
        };
        error_code: string | null;
        error_message: string | null;
    };
    annotations: Array<{
        author: string | null;
        note: string;
        at: string;
    }>;
    /**
     * Without gaps; the latest 1000.
     */
    states: Array<StateSpan>;
    steps: {
        started: number;
        completed: number;
        failed: number;
        skipped: number;
        cancelled: number;
    };
    /**
     * Who executes it, as far as its process says.
     */
    executor: {
        service: string | null;
        host: string | null;
        pid: number | null;
        pod: string | null;
    } | null;
    failure: {
        span_id: string | null;
        step: string | null;
        attempts: number;
        type: string;
        message: string;
        category: string;
        code: string | null;
        stack: string | null;
        /**
         * The log record that tells of it: the last error that was logged in the step, else in the trace.
         */
        log_id: string | null;
        similar: {
            last_24h: number;
            first_version: string | null;
            first_at: string | null;
        };
    } | null;
    gate: {
        name: string;
        step: string | null;
        kind: string;
        since: string;
        reason: string | null;
        needs: string | null;
        /**
         * The time at which it decides itself, or is too late.
         */
        until: string | null;
        /**
         * Whether a person can approve or reject it.
         */
        decidable: boolean;
        /**
         * When people were reminded of it; the latest 100.
         */
        reminded_at: Array<string>;
    } | null;
    business: {
        id: string | null;
        /**
         * Where it can be looked at; null if the event id is no address.
         */
        url: string | null;
        /**
         * The other runs for the same event: possible duplicates.
         */
        others: Array<string>;
        indicators: Array<{
            name: string;
            before: {
                [key: string]: unknown;
            } | Array<unknown> | string | number | boolean | null;
            after: {
                [key: string]: unknown;
            } | Array<unknown> | string | number | boolean | null;
            delta: number | null;
            source: string;
            at: string;
        }>;
    } | null;
    progress: {
        heartbeat_at: string | null;
        heartbeat_interval_ms: number | null;
        /**
         * Events that are known to be missing: gaps in a producer's numbering.
         */
        missing_events: number;
        illegal_transitions: number;
    };
    gaps: Array<{
        what: 'trace' | 'logs' | 'events' | 'heartbeats' | 'inputs' | 'artifacts';
        guidance: string;
    }>;
    links: {
        trace: string | null;
        logs: string | null;
    };
};

export type StateSpan = {
    state: string;
    from: string;
    /**
     * Null while it lasts.
     */
    to: string | null;
    duration_ms: number;
    /**
     * Who or what it waits for, what a blocked run needs, who decided.
     */
    note: string | null;
    actor: string | null;
    /**
     * Whether somebody else said so than the run itself.
     */
    inferred: boolean;
};

export type RunItem = {
    id: string;
    workflow_name: string;
    workflow_version: string | null;
    environment: string | null;
    tenant_id: string | null;
    /**
     * Of the run management spec.
     */
    status: 'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human';
    /**
     * The exact state: `status` has one word for several.
     */
    state: 'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost';
    outcome: 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost' | null;
    hitl: 'requested' | 'approved' | 'rejected' | null;
    queued_at: string | null;
    started_at: string | null;
    completed_at: string | null;
    updated_at: string;
    /**
     * Of a run that goes on: until now.
     */
    duration_ms: number | null;
    waiting_ms: number;
    retries: number;
    /**
     * Whether a person or a program asked for it.
     */
    actor: 'system' | 'human';
    /**
     * Who that was, by name.
     */
    started_by: string | null;
    owner: string | null;
    tags: Array<string>;
    business_event_id: string | null;
    trace_id: string;
    rerun_of: string | null;
    parent_run_id: string | null;
    is_backfill: boolean;
    error_code: string | null;
    error_category: 'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug' | null;
    error_message: string | null;
    failed_step: string | null;
    /**
     * One sentence on why it is as it is.
     */
    why: string;
    resolved: {
        at: string;
        by: string;
        reason: string | null;
    } | null;
    pinned: boolean;
    tokens: number | null;
    compute_ms: number | null;
    /**
     * Counts the changes of this run.
     */
    version: number;
};

export type RunList = {
    runs: Array<RunItem>;
    next_token: string | null;
    /**
     * Of all pages: up to 10 000, fewer where many could match and each has to be looked at.
     */
    total: {
        value: number;
        more: boolean;
    };
    /**
     * The number of the latest change that the answer has: where a stream goes on.
     */
    change: number;
};

export type Lineage = {
    rerun_of: RunItem | null;
    reruns: Array<RunItem>;
    parent: RunItem | null;
    children: Array<RunItem>;
    same_business_event: Array<RunItem>;
};

export type StepItem = {
    id: string;
    run_id: string;
    name: string;
    type: 'tool' | 'model' | 'decision' | 'io';
    status: 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'skipped';
    started_at: string | null;
    completed_at: string | null;
    duration_ms: number | null;
    retries: number;
    details: {
        model?: string;
        tool?: string;
        endpoint?: string;
        parameters_redacted?: {
            [key: string]: unknown;
        } | Array<unknown> | string | number | boolean | null;
    };
    io: {
        input_redacted: {
            [key: string]: unknown;
        } | Array<unknown> | string | number | boolean | null;
        output_redacted: {
            [key: string]: unknown;
        } | Array<unknown> | string | number | boolean | null;
    };
    diagnostics: {
        span_id: string;
        resource_usage: {
            tokens: number | null;
            compute_ms: number | null;
        };
        error_code: string | null;
        error_message: string | null;
    };
    validation: {
        passed: boolean;
        score?: number;
        reasons?: Array<string>;
    } | null;
    /**
     * Without its key.
     */
    base_name: string;
    key: string | null;
    parent_span_id: string | null;
    attempt: number;
    waiting_ms: number | null;
    reason: string | null;
    error_category: string | null;
};

export type Waterfall = {
    from: string;
    /**
     * The end, or now.
     */
    to: string;
    live: boolean;
    /**
     * What the run itself did: it was queued, went on, was held.
     */
    run: Array<{
        kind: 'queue' | 'run' | 'wait' | 'backoff';
        from: string;
        /**
         * Null while it lasts.
         */
        to: string | null;
        status: string;
        /**
         * In which queue, for whom it waits, why it failed.
         */
        note: string | null;
    }>;
    rows: Array<{
        /**
         * The step's label; attempts and repetitions of it share the row.
         */
        id: string;
        name: string;
        level: number;
        parent: string | null;
        type: string | null;
        status: string;
        segments: Array<{
            kind: 'queue' | 'run' | 'wait' | 'backoff';
            from: string;
            /**
             * Null while it lasts.
             */
            to: string | null;
            attempt: number;
            span_id: string;
            status: string;
            /**
             * In which queue, for whom it waits, why it failed.
             */
            note: string | null;
        }>;
    }>;
    /**
     * Spans of the steps on the longest chain; so far while the run goes on.
     */
    critical_path: Array<string>;
    /**
     * When nothing was executed: queue, sleep, human wait, backoff.
     */
    idle: Array<{
        from: string;
        to: string;
        why: string;
    }>;
    /**
     * How many rows there are beyond those that are here.
     */
    omitted: number;
};

export type ArtifactList = {
    artifacts: Array<{
        step: string;
        span_id: string;
        path: string;
        role: string;
        media_type: string;
        size_bytes: number | null;
        sha256: string | null;
        recorded_at: string;
        /**
         * Signed, and good for 15 minutes; null where the content is not kept on this server.
         */
        url: string | null;
    }>;
};

export type EventList = {
    events: Array<{
        event_id: string;
        name: string;
        timestamp: string;
        received_at: string;
        span_id: string | null;
        sentence: string;
        event: {
            [key: string]: unknown;
        } | Array<unknown> | string | number | boolean | null;
    }>;
    next_token: string | null;
};

export type LogList = {
    logs: Array<{
        id: string;
        run_id: string;
        /**
         * The step in whose span it was logged; null outside of steps, and in spans inside of them.
         */
        step_id: string | null;
        timestamp: string;
        severity: string;
        body: string;
        span_id: string | null;
        attributes: {
            [key: string]: {
                [key: string]: unknown;
            } | Array<unknown> | string | number | boolean | null;
        };
    }>;
    next_token: string | null;
};

export type SpanList = {
    spans: Array<{
        span_id: string;
        parent_span_id: string | null;
        name: string;
        started_at: string;
        ended_at: string;
        duration_ms: number;
        status: 'unset' | 'ok' | 'error';
        attributes: {
            [key: string]: {
                [key: string]: unknown;
            } | Array<unknown> | string | number | boolean | null;
        };
    }>;
    truncated: boolean;
};

export type StepList = {
    steps: Array<StepItem>;
    next_token: string | null;
    total: number;
};

export type AnnotatedRun = RunItem & {
    /**
     * The note as it was kept: without secrets and personal data.
     */
    annotation: {
        author: string;
        note: string;
        at: string;
    };
};

export type BulkJob = {
    job_id: string;
    action: 'rerun' | 'cancel' | 'tag' | 'assign' | 'resolve' | 'pin';
    status: 'running' | 'done' | 'cancelled';
    total: number;
    succeeded: number;
    failed: number;
    errors: Array<{
        run_id: string;
        code: string;
        detail: string;
    }>;
    created_at: string;
    finished_at: string | null;
};

export type Cancellation = {
    /**
     * `delivered`: a process took it, or none will ever begin the run; `pending`: none has asked yet.
     */
    delivery: 'delivered' | 'pending';
    run: RunItem;
};

export type Selection = {
    selection_id: string;
    matched: number;
    cut_off: string;
};

export type Decision = {
    delivery: 'delivered' | 'pending';
    run: RunItem;
};

export type Rerun = {
    /**
     * Of the new run: queued until a worker begins.
     */
    run_id: string;
    item_id: string;
    rerun_of: string;
    /**
     * How many workers serve this workflow now.
     */
    workers: number;
    /**
     * Open runs for the same business event.
     */
    duplicates: Array<string>;
};

export type Comparison = {
    a: ComparedVersion;
    b: ComparedVersion;
};

export type ComparedVersion = Figures & {
    version: string;
    steps: Array<{
        workflow_name: string;
        name: string;
        count: number;
        failed: number;
        retries: number;
        p50_step_duration: number | null;
        p95_step_duration: number | null;
    }>;
    error_codes: Array<{
        error_code: string;
        runs: number;
    }>;
};

export type Figures = {
    from: string;
    to: string;
    ended: number;
    by_outcome: {
        [key: string]: number;
    };
    success_rate: {
        value: number | null;
        of: number;
    };
    first_pass_success_rate: {
        value: number | null;
        of: number;
    };
    retries_per_100: {
        value: number | null;
        of: number;
    };
    mttr: {
        value: number | null;
        of: number;
    };
    p50_run_duration: {
        value: number | null;
        of: number;
    };
    p95_run_duration: {
        value: number | null;
        of: number;
    };
    waiting_ms_mean: {
        value: number | null;
        of: number;
    };
    resource_usage_per_run: {
        tokens: {
            value: number | null;
            of: number;
        };
        compute_ms: {
            value: number | null;
            of: number;
        };
    };
    event_delivery: {
        within_5s: {
            value: number | null;
            of: number;
        };
        p99_ms: {
            value: number | null;
            of: number;
        };
    };
};

export type Outcomes = {
    buckets: Array<{
        from: string;
        to: string;
        by_state: {
            [key: string]: number;
        };
    }>;
};

export type Overview = {
    needs_person: {
        total: number;
        runs: Array<RunItem>;
    };
    running: number;
    waiting: number;
    unresolved_failures: {
        total: number;
        runs: Array<RunItem>;
    };
    last_24h: Figures;
    worst_workflows: Array<{
        workflow_name: string;
        ended: number;
        failed: number;
        success_rate: number | null;
    }>;
};

export type StepFigures = {
    steps: Array<{
        workflow_name: string;
        name: string;
        count: number;
        failed: number;
        retries: number;
        p50_step_duration: number | null;
        p95_step_duration: number | null;
    }>;
};

export type Versions = {
    versions: Array<{
        version: string;
        ended: number;
        first_ended_at: string;
        last_ended_at: string;
    }>;
};

export type RunStatus = {
    id: string;
    status: 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT';
    phase: 'pending' | 'active' | 'terminal';
    created_at: string | null;
    updated_at: string | null;
    errors: Array<{
        code: string;
        message: string;
        category: 'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug';
        retriable: boolean;
        step: string | null;
    }>;
    output_ref: string | null;
    progress: {
        steps_started: number;
        steps_ended: number;
        heartbeat_at: string | null;
    };
    why: string;
};

export type WorkItem = {
    item_id: string;
    run_id: string;
    workflow_name: string;
    rerun_of: string | null;
    /**
     * Counts the runs for the same piece of work.
     */
    run_attempt: number;
    tenant_id: string | null;
    business_event_id: string | null;
    inputs: {
        [key: string]: unknown;
    } | Array<unknown> | string | number | boolean | null;
    from: 'start' | 'failed_step';
    /**
     * From the failed step on: what the original had completed, as far as it is known.
     */
    completed_steps: Array<string>;
    /**
     * When a worker before had begun the run, which then is taken over; null for one that is to be started.
     */
    begun_at: string | null;
    reason: string | null;
    note: string | null;
    tags: Array<string>;
    actor: string;
    attempt: number;
    lease_until: string;
};

export type Control = {
    request_id: string;
    run_id: string;
    requested_at: string;
    kind: 'cancel' | 'gate';
    gate?: string;
    outcome?: 'approved' | 'rejected';
    actor?: string;
    reason?: string;
    note?: string;
};

export type Worker = {
    worker_id: string;
    lease_seconds: number;
};

export type NewWebhook = Webhook & {
    secret: string;
};

export type Webhook = {
    url: string;
    events: Array<'run.started' | 'run.completed' | 'run.failed' | 'run.waiting_human' | 'run.canceled' | 'step.completed' | 'step.failed'>;
    /**
     * Null is all.
     */
    workflows: Array<string> | null;
    environments: Array<string> | null;
    webhook_id: string;
    tenant_id: string | null;
    created_at: string;
    created_by: string;
    enabled: boolean;
    disabled_reason: string | null;
    failing_since: string | null;
};

export type Delivery = {
    delivery_id: string;
    webhook_id: string;
    /**
     * Empty for a sample.
     */
    run_id: string;
    kind: 'run.started' | 'run.completed' | 'run.failed' | 'run.waiting_human' | 'run.canceled' | 'step.completed' | 'step.failed';
    /**
     * Counts the deliveries of this run to this webhook, from 1: they arrive in this order.
     */
    sequence: number;
    status: 'pending' | 'delivered' | 'failed';
    attempts: number;
    created_at: string;
    /**
     * Null for one that waits for the one before it, and for one that is over.
     */
    next_attempt_at: string | null;
    delivered_at: string | null;
    response_status: number | null;
    /**
     * Its first KiB.
     */
    response_body: string | null;
    error: string | null;
    payload: {
        [key: string]: unknown;
    } | Array<unknown> | string | number | boolean | null;
};

export type RedactionPolicy = {
    rules?: Array<{
        path: string;
        action: 'redact' | 'hash' | 'tokenize' | 'drop';
    }>;
    patterns?: Array<string>;
    allow?: Array<string>;
    personalData?: boolean;
};

export type Retention = {
    raw_days: number | null;
    io_days: number | null;
    summary_days: number | null;
    metrics_days: number | null;
};

export type RetentionPreview = {
    raw: number;
    io: number;
    summary: number;
    run: number;
    pinned: number;
};

export type NewToken = Token & {
    token: string;
};

export type Token = {
    token_id: string;
    name: string;
    role: 'viewer' | 'operator' | 'admin' | 'ingest' | 'worker';
    tenant_id: string | null;
    created_at: string;
    created_by: string;
    last_used_at: string | null;
    expires_at: string | null;
    revoked_at: string | null;
};

export type SavedView = {
    view_id: string;
    name: string;
    query: string;
    created_by: string;
};

export type Me = {
    actor: string;
    role: 'viewer' | 'operator' | 'admin' | 'ingest' | 'worker';
    tenant_id: string | null;
    access: 'local' | 'tokens';
    /**
     * The server's clock, so that what counts up is right.
     */
    now: string;
    version: string;
};

export type AuditLog = {
    entries: Array<{
        at: string;
        actor: string;
        /**
         * Names can be given twice, ids can’t. Null: nobody with a token.
         */
        token_id: string | null;
        tenant_id: string | null;
        action: string;
        target: string | null;
        details: {
            [key: string]: unknown;
        } | null;
    }>;
    next_token: string | null;
};

export type Health = {
    status: 'ok' | 'failing';
    checks: {
        [key: string]: string;
    };
};

/**
 * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
 */
export type IdempotencyKey = string;

/**
 * The `ETag` of an answer before: 304 as long as it still holds.
 */
export type IfNoneMatch = string;

/**
 * The `id` of the last message that was read: the stream begins with what came after it.
 */
export type LastEventId = string;

export type ExportRunsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Exactly these runs.
         */
        id?: Array<string>;
        /**
         * What runs show as their `status`, or what the status API calls their state: `failed` is `lost` and `timed_out` too.
         */
        status?: Array<'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'>;
        /**
         * Exactly these states.
         */
        state?: Array<'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost'>;
        /**
         * Names of workflows.
         */
        workflow?: Array<string>;
        /**
         * Versions of workflows.
         */
        version?: Array<string>;
        /**
         * Environments: `prod`.
         */
        env?: Array<string>;
        /**
         * Tenants, for whoever sees several.
         */
        tenant?: Array<string>;
        /**
         * Each of these tags.
         */
        tag?: Array<string>;
        /**
         * A regular expression of RE2, which never backtracks; some tag of the run matches it.
         */
        tag_pattern?: string;
        /**
         * The code of the error that failed it, else its type.
         */
        error_code?: Array<string>;
        /**
         * Of the error that failed it.
         */
        error_category?: Array<'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug'>;
        /**
         * What became of the latest gate for a person; `none` is a run without one.
         */
        hitl?: Array<'requested' | 'approved' | 'rejected' | 'none'>;
        /**
         * Who or what started it.
         */
        started_by?: Array<string>;
        /**
         * `none` is nobody.
         */
        owner?: Array<string>;
        /**
         * What it was for: an order, a case.
         */
        business_event_id?: Array<string>;
        /**
         * Ids of traces.
         */
        trace_id?: Array<string>;
        /**
         * Re-runs of these runs.
         */
        rerun_of?: Array<string>;
        /**
         * Runs that these runs started.
         */
        parent?: Array<string>;
        /**
         * The step that failed it, with its key if it has one: `charge:eu`.
         */
        failed_step?: Array<string>;
        /**
         * What a person has to do something about: waits for a person, is blocked, stalled, incomplete.
         */
        needs_person?: boolean;
        /**
         * Whether somebody took care of what went wrong.
         */
        resolved?: boolean;
        /**
         * Whether it is kept from being deleted.
         */
        pinned?: boolean;
        /**
         * Whether its tags say that it is a backfill or a replay.
         */
        backfill?: boolean;
        /**
         * Words in names, tags, errors, redacted inputs and outputs.
         */
        q?: string;
        /**
         * Which time `from` and `to` are about.
         */
        time_field?: 'started' | 'ended' | 'updated';
        /**
         * At this time or later: ISO 8601 with a zone, or a span before now, `15m`, `24h`, `7d`.
         */
        from?: string;
        /**
         * Before this time, in the same words.
         */
        to?: string;
        /**
         * A table, or a line of JSON for each run.
         */
        format?: 'csv' | 'jsonl';
        /**
         * A minus is the greatest first.
         */
        sort?: '-started_at' | 'started_at' | 'status' | '-status' | 'duration' | '-duration';
    };
    url: '/api/v1/runs/export';
};

export type ExportRunsErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ExportRunsError = ExportRunsErrors[keyof ExportRunsErrors];

export type ExportRunsResponses = {
    /**
     * One run a line
     */
    200: string;
};

export type ExportRunsResponse = ExportRunsResponses[keyof ExportRunsResponses];

export type GetFacetsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/runs/facets';
};

export type GetFacetsErrors = {
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetFacetsError = GetFacetsErrors[keyof GetFacetsErrors];

export type GetFacetsResponses = {
    /**
     * At most 200 of each, those of recent runs first
     */
    200: Facets;
};

export type GetFacetsResponse = GetFacetsResponses[keyof GetFacetsResponses];

export type GetNeighboursData = {
    body?: never;
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: {
        /**
         * Exactly these runs.
         */
        id?: Array<string>;
        /**
         * What runs show as their `status`, or what the status API calls their state: `failed` is `lost` and `timed_out` too.
         */
        status?: Array<'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'>;
        /**
         * Exactly these states.
         */
        state?: Array<'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost'>;
        /**
         * Names of workflows.
         */
        workflow?: Array<string>;
        /**
         * Versions of workflows.
         */
        version?: Array<string>;
        /**
         * Environments: `prod`.
         */
        env?: Array<string>;
        /**
         * Tenants, for whoever sees several.
         */
        tenant?: Array<string>;
        /**
         * Each of these tags.
         */
        tag?: Array<string>;
        /**
         * A regular expression of RE2, which never backtracks; some tag of the run matches it.
         */
        tag_pattern?: string;
        /**
         * The code of the error that failed it, else its type.
         */
        error_code?: Array<string>;
        /**
         * Of the error that failed it.
         */
        error_category?: Array<'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug'>;
        /**
         * What became of the latest gate for a person; `none` is a run without one.
         */
        hitl?: Array<'requested' | 'approved' | 'rejected' | 'none'>;
        /**
         * Who or what started it.
         */
        started_by?: Array<string>;
        /**
         * `none` is nobody.
         */
        owner?: Array<string>;
        /**
         * What it was for: an order, a case.
         */
        business_event_id?: Array<string>;
        /**
         * Ids of traces.
         */
        trace_id?: Array<string>;
        /**
         * Re-runs of these runs.
         */
        rerun_of?: Array<string>;
        /**
         * Runs that these runs started.
         */
        parent?: Array<string>;
        /**
         * The step that failed it, with its key if it has one: `charge:eu`.
         */
        failed_step?: Array<string>;
        /**
         * What a person has to do something about: waits for a person, is blocked, stalled, incomplete.
         */
        needs_person?: boolean;
        /**
         * Whether somebody took care of what went wrong.
         */
        resolved?: boolean;
        /**
         * Whether it is kept from being deleted.
         */
        pinned?: boolean;
        /**
         * Whether its tags say that it is a backfill or a replay.
         */
        backfill?: boolean;
        /**
         * Words in names, tags, errors, redacted inputs and outputs.
         */
        q?: string;
        /**
         * Which time `from` and `to` are about.
         */
        time_field?: 'started' | 'ended' | 'updated';
        /**
         * At this time or later: ISO 8601 with a zone, or a span before now, `15m`, `24h`, `7d`.
         */
        from?: string;
        /**
         * Before this time, in the same words.
         */
        to?: string;
        /**
         * A minus is the greatest first.
         */
        sort?: '-started_at' | 'started_at' | 'status' | '-status' | 'duration' | '-duration';
    };
    url: '/api/v1/runs/{id}/neighbours';
};

export type GetNeighboursErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetNeighboursError = GetNeighboursErrors[keyof GetNeighboursErrors];

export type GetNeighboursResponses = {
    /**
     * Their ids; the run itself need not match
     */
    200: RunNeighbours;
};

export type GetNeighboursResponse = GetNeighboursResponses[keyof GetNeighboursResponses];

export type GetRunData = {
    body?: never;
    headers?: {
        /**
         * The `ETag` of an answer before: 304 as long as it still holds.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}';
};

export type GetRunErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetRunError = GetRunErrors[keyof GetRunErrors];

export type GetRunResponses = {
    /**
     * The run
     */
    200: RunDetail;
};

export type GetRunResponse = GetRunResponses[keyof GetRunResponses];

export type ListRunsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Exactly these runs.
         */
        id?: Array<string>;
        /**
         * What runs show as their `status`, or what the status API calls their state: `failed` is `lost` and `timed_out` too.
         */
        status?: Array<'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'>;
        /**
         * Exactly these states.
         */
        state?: Array<'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost'>;
        /**
         * Names of workflows.
         */
        workflow?: Array<string>;
        /**
         * Versions of workflows.
         */
        version?: Array<string>;
        /**
         * Environments: `prod`.
         */
        env?: Array<string>;
        /**
         * Tenants, for whoever sees several.
         */
        tenant?: Array<string>;
        /**
         * Each of these tags.
         */
        tag?: Array<string>;
        /**
         * A regular expression of RE2, which never backtracks; some tag of the run matches it.
         */
        tag_pattern?: string;
        /**
         * The code of the error that failed it, else its type.
         */
        error_code?: Array<string>;
        /**
         * Of the error that failed it.
         */
        error_category?: Array<'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug'>;
        /**
         * What became of the latest gate for a person; `none` is a run without one.
         */
        hitl?: Array<'requested' | 'approved' | 'rejected' | 'none'>;
        /**
         * Who or what started it.
         */
        started_by?: Array<string>;
        /**
         * `none` is nobody.
         */
        owner?: Array<string>;
        /**
         * What it was for: an order, a case.
         */
        business_event_id?: Array<string>;
        /**
         * Ids of traces.
         */
        trace_id?: Array<string>;
        /**
         * Re-runs of these runs.
         */
        rerun_of?: Array<string>;
        /**
         * Runs that these runs started.
         */
        parent?: Array<string>;
        /**
         * The step that failed it, with its key if it has one: `charge:eu`.
         */
        failed_step?: Array<string>;
        /**
         * What a person has to do something about: waits for a person, is blocked, stalled, incomplete.
         */
        needs_person?: boolean;
        /**
         * Whether somebody took care of what went wrong.
         */
        resolved?: boolean;
        /**
         * Whether it is kept from being deleted.
         */
        pinned?: boolean;
        /**
         * Whether its tags say that it is a backfill or a replay.
         */
        backfill?: boolean;
        /**
         * Words in names, tags, errors, redacted inputs and outputs.
         */
        q?: string;
        /**
         * Which time `from` and `to` are about.
         */
        time_field?: 'started' | 'ended' | 'updated';
        /**
         * At this time or later: ISO 8601 with a zone, or a span before now, `15m`, `24h`, `7d`.
         */
        from?: string;
        /**
         * Before this time, in the same words.
         */
        to?: string;
        /**
         * How many at most; fewer where they are large.
         */
        limit?: number;
        /**
         * What the page before gave; opaque, and good for the same question only.
         */
        next_token?: string;
        /**
         * A minus is the greatest first.
         */
        sort?: '-started_at' | 'started_at' | 'status' | '-status' | 'duration' | '-duration';
    };
    url: '/api/v1/runs';
};

export type ListRunsErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ListRunsError = ListRunsErrors[keyof ListRunsErrors];

export type ListRunsResponses = {
    /**
     * A page of runs
     */
    200: RunList;
};

export type ListRunsResponse = ListRunsResponses[keyof ListRunsResponses];

export type GetArtifactData = {
    body?: never;
    path: {
        /**
         * The last part of an artifact’s `url`.
         */
        signed: string;
    };
    query?: never;
    url: '/api/v1/artifacts/{signed}';
};

export type GetArtifactErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetArtifactError = GetArtifactErrors[keyof GetArtifactErrors];

export type GetArtifactResponses = {
    /**
     * The content
     */
    200: Blob | File;
};

export type GetArtifactResponse = GetArtifactResponses[keyof GetArtifactResponses];

export type GetLineageData = {
    body?: never;
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/lineage';
};

export type GetLineageErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetLineageError = GetLineageErrors[keyof GetLineageErrors];

export type GetLineageResponses = {
    /**
     * At most 100 of each
     */
    200: Lineage;
};

export type GetLineageResponse = GetLineageResponses[keyof GetLineageResponses];

export type GetStepData = {
    body?: never;
    path: {
        /**
         * The id of a run.
         */
        id: string;
        /**
         * The id of a step, or of its span.
         */
        step: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/steps/{step}';
};

export type GetStepErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetStepError = GetStepErrors[keyof GetStepErrors];

export type GetStepResponses = {
    /**
     * The step
     */
    200: StepItem;
};

export type GetStepResponse = GetStepResponses[keyof GetStepResponses];

export type GetWaterfallData = {
    body?: never;
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/waterfall';
};

export type GetWaterfallErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetWaterfallError = GetWaterfallErrors[keyof GetWaterfallErrors];

export type GetWaterfallResponses = {
    /**
     * Rows in the order in which they began
     */
    200: Waterfall;
};

export type GetWaterfallResponse = GetWaterfallResponses[keyof GetWaterfallResponses];

export type ListArtifactsData = {
    body?: never;
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/artifacts';
};

export type ListArtifactsErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ListArtifactsError = ListArtifactsErrors[keyof ListArtifactsErrors];

export type ListArtifactsResponses = {
    /**
     * The first 1000, in the order in which they were recorded
     */
    200: ArtifactList;
};

export type ListArtifactsResponse = ListArtifactsResponses[keyof ListArtifactsResponses];

export type ListEventsData = {
    body?: never;
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: {
        /**
         * How many at most; fewer where they are large.
         */
        limit?: number;
        /**
         * What the page before gave; opaque, and good for the same question only.
         */
        next_token?: string;
        /**
         * Only events that are called so; several with commas between them.
         */
        name?: string;
    };
    url: '/api/v1/runs/{id}/events';
};

export type ListEventsErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ListEventsError = ListEventsErrors[keyof ListEventsErrors];

export type ListEventsResponses = {
    /**
     * A page of events
     */
    200: EventList;
};

export type ListEventsResponse = ListEventsResponses[keyof ListEventsResponses];

export type ListLogsData = {
    body?: never;
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: {
        /**
         * How many at most; fewer where they are large.
         */
        limit?: number;
        /**
         * What the page before gave; opaque, and good for the same question only.
         */
        next_token?: string;
        /**
         * Only what was logged in one step.
         */
        span_id?: string;
    };
    url: '/api/v1/runs/{id}/logs';
};

export type ListLogsErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ListLogsError = ListLogsErrors[keyof ListLogsErrors];

export type ListLogsResponses = {
    /**
     * A page of log records
     */
    200: LogList;
};

export type ListLogsResponse = ListLogsResponses[keyof ListLogsResponses];

export type ListSpansData = {
    body?: never;
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/spans';
};

export type ListSpansErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ListSpansError = ListSpansErrors[keyof ListSpansErrors];

export type ListSpansResponses = {
    /**
     * At most 10 000
     */
    200: SpanList;
};

export type ListSpansResponse = ListSpansResponses[keyof ListSpansResponses];

export type ListStepsData = {
    body?: never;
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: {
        /**
         * How many at most; fewer where they are large.
         */
        limit?: number;
        /**
         * What the page before gave; opaque, and good for the same question only.
         */
        next_token?: string;
        /**
         * `false` leaves out inputs and outputs, which can be large.
         */
        payloads?: 'true' | 'false';
    };
    url: '/api/v1/runs/{id}/steps';
};

export type ListStepsErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ListStepsError = ListStepsErrors[keyof ListStepsErrors];

export type ListStepsResponses = {
    /**
     * A page of steps
     */
    200: StepList;
};

export type ListStepsResponse = ListStepsResponses[keyof ListStepsResponses];

export type AnnotateRunData = {
    body: {
        note: string;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/annotate';
};

export type AnnotateRunErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type AnnotateRunError = AnnotateRunErrors[keyof AnnotateRunErrors];

export type AnnotateRunResponses = {
    /**
     * The run after it, and the note
     */
    200: AnnotatedRun;
};

export type AnnotateRunResponse = AnnotateRunResponses[keyof AnnotateRunResponses];

export type AssignRunData = {
    body: {
        owner: string | null;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/assign';
};

export type AssignRunErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type AssignRunError = AssignRunErrors[keyof AssignRunErrors];

export type AssignRunResponses = {
    /**
     * The run after it
     */
    200: RunItem;
};

export type AssignRunResponse = AssignRunResponses[keyof AssignRunResponses];

export type CancelBulkJobData = {
    body?: never;
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a job.
         */
        job: string;
    };
    query?: never;
    url: '/api/v1/bulk/{job}/cancel';
};

export type CancelBulkJobErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type CancelBulkJobError = CancelBulkJobErrors[keyof CancelBulkJobErrors];

export type CancelBulkJobResponses = {
    /**
     * The job
     */
    200: BulkJob;
};

export type CancelBulkJobResponse = CancelBulkJobResponses[keyof CancelBulkJobResponses];

export type CancelRunData = {
    body: {
        reason?: string;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/cancel';
};

export type CancelRunErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type CancelRunError = CancelRunErrors[keyof CancelRunErrors];

export type CancelRunResponses = {
    /**
     * It was asked for
     */
    202: Cancellation;
};

export type CancelRunResponse = CancelRunResponses[keyof CancelRunResponses];

export type CreateSelectionData = {
    body: {
        /**
         * The query part of the list’s address: `status=failed&from=24h`.
         */
        query: string;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/selections';
};

export type CreateSelectionErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type CreateSelectionError = CreateSelectionErrors[keyof CreateSelectionErrors];

export type CreateSelectionResponses = {
    /**
     * Runs that come later are not in it
     */
    201: Selection;
};

export type CreateSelectionResponse = CreateSelectionResponses[keyof CreateSelectionResponses];

export type DecideGateData = {
    body: {
        outcome: 'approved' | 'rejected';
        note?: string;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a run.
         */
        id: string;
        /**
         * The gate, as the run calls it.
         */
        gate: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/gates/{gate}';
};

export type DecideGateErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type DecideGateError = DecideGateErrors[keyof DecideGateErrors];

export type DecideGateResponses = {
    /**
     * It was decided; the process hears of it
     */
    202: Decision;
};

export type DecideGateResponse = DecideGateResponses[keyof DecideGateResponses];

export type GetBulkJobData = {
    body?: never;
    path: {
        /**
         * The id of a job.
         */
        job: string;
    };
    query?: never;
    url: '/api/v1/bulk/{job}';
};

export type GetBulkJobErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetBulkJobError = GetBulkJobErrors[keyof GetBulkJobErrors];

export type GetBulkJobResponses = {
    /**
     * The job
     */
    200: BulkJob;
};

export type GetBulkJobResponse = GetBulkJobResponses[keyof GetBulkJobResponses];

export type PinRunData = {
    body: {
        pinned: boolean;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/pin';
};

export type PinRunErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type PinRunError = PinRunErrors[keyof PinRunErrors];

export type PinRunResponses = {
    /**
     * The run after it
     */
    200: RunItem;
};

export type PinRunResponse = PinRunResponses[keyof PinRunResponses];

export type RerunRunData = {
    body: {
        reason?: string;
        note?: string;
        inputs?: {
            [key: string]: unknown;
        } | Array<unknown> | string | number | boolean | null;
        /**
         * `failed_step` skips what was completed, where the workflow can.
         */
        from?: 'start' | 'failed_step';
        tags?: Array<string>;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/rerun';
};

export type RerunRunErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type RerunRunError = RerunRunErrors[keyof RerunRunErrors];

export type RerunRunResponses = {
    /**
     * It was asked for
     */
    202: Rerun;
};

export type RerunRunResponse = RerunRunResponses[keyof RerunRunResponses];

export type ResolveRunData = {
    body: {
        reason?: string;
        resolved?: boolean;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/resolve';
};

export type ResolveRunErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ResolveRunError = ResolveRunErrors[keyof ResolveRunErrors];

export type ResolveRunResponses = {
    /**
     * The run after it
     */
    200: RunItem;
};

export type ResolveRunResponse = ResolveRunResponses[keyof ResolveRunResponses];

export type StartBulkJobData = {
    body: {
        action: 'rerun' | 'cancel' | 'tag' | 'assign' | 'resolve' | 'pin';
        run_ids?: Array<string>;
        selection_id?: string;
        /**
         * What the person confirmed; the job is refused if it is another number.
         */
        expected: number;
        reason?: string;
        note?: string;
        add?: Array<string>;
        remove?: Array<string>;
        owner?: string | null;
        pinned?: boolean;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/bulk';
};

export type StartBulkJobErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type StartBulkJobError = StartBulkJobErrors[keyof StartBulkJobErrors];

export type StartBulkJobResponses = {
    /**
     * It goes on by itself
     */
    202: BulkJob;
};

export type StartBulkJobResponse = StartBulkJobResponses[keyof StartBulkJobResponses];

export type TagRunData = {
    body: {
        add?: Array<string>;
        remove?: Array<string>;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/tags';
};

export type TagRunErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type TagRunError = TagRunErrors[keyof TagRunErrors];

export type TagRunResponses = {
    /**
     * The run after it
     */
    200: RunItem;
};

export type TagRunResponse = TagRunResponses[keyof TagRunResponses];

export type CompareVersionsData = {
    body?: never;
    path: {
        /**
         * The name of a workflow.
         */
        workflow: string;
    };
    query: {
        /**
         * Environments: `prod`.
         */
        env?: Array<string>;
        /**
         * At this time or later: ISO 8601 with a zone, or a span before now, `15m`, `24h`, `7d`.
         */
        from?: string;
        /**
         * Before this time, in the same words.
         */
        to?: string;
        /**
         * A version.
         */
        a: string;
        /**
         * The version to compare it with.
         */
        b: string;
    };
    url: '/api/v1/workflows/{workflow}/compare';
};

export type CompareVersionsErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type CompareVersionsError = CompareVersionsErrors[keyof CompareVersionsErrors];

export type CompareVersionsResponses = {
    /**
     * The figures of both, their steps and errors
     */
    200: Comparison;
};

export type CompareVersionsResponse = CompareVersionsResponses[keyof CompareVersionsResponses];

export type GetFiguresData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Exactly these runs.
         */
        id?: Array<string>;
        /**
         * What runs show as their `status`, or what the status API calls their state: `failed` is `lost` and `timed_out` too.
         */
        status?: Array<'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'>;
        /**
         * Exactly these states.
         */
        state?: Array<'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost'>;
        /**
         * Names of workflows.
         */
        workflow?: Array<string>;
        /**
         * Versions of workflows.
         */
        version?: Array<string>;
        /**
         * Environments: `prod`.
         */
        env?: Array<string>;
        /**
         * Tenants, for whoever sees several.
         */
        tenant?: Array<string>;
        /**
         * Each of these tags.
         */
        tag?: Array<string>;
        /**
         * A regular expression of RE2, which never backtracks; some tag of the run matches it.
         */
        tag_pattern?: string;
        /**
         * The code of the error that failed it, else its type.
         */
        error_code?: Array<string>;
        /**
         * Of the error that failed it.
         */
        error_category?: Array<'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug'>;
        /**
         * What became of the latest gate for a person; `none` is a run without one.
         */
        hitl?: Array<'requested' | 'approved' | 'rejected' | 'none'>;
        /**
         * Who or what started it.
         */
        started_by?: Array<string>;
        /**
         * `none` is nobody.
         */
        owner?: Array<string>;
        /**
         * What it was for: an order, a case.
         */
        business_event_id?: Array<string>;
        /**
         * Ids of traces.
         */
        trace_id?: Array<string>;
        /**
         * Re-runs of these runs.
         */
        rerun_of?: Array<string>;
        /**
         * Runs that these runs started.
         */
        parent?: Array<string>;
        /**
         * The step that failed it, with its key if it has one: `charge:eu`.
         */
        failed_step?: Array<string>;
        /**
         * What a person has to do something about: waits for a person, is blocked, stalled, incomplete.
         */
        needs_person?: boolean;
        /**
         * Whether somebody took care of what went wrong.
         */
        resolved?: boolean;
        /**
         * Whether it is kept from being deleted.
         */
        pinned?: boolean;
        /**
         * Whether its tags say that it is a backfill or a replay.
         */
        backfill?: boolean;
        /**
         * Words in names, tags, errors, redacted inputs and outputs.
         */
        q?: string;
        /**
         * Which time `from` and `to` are about.
         */
        time_field?: 'started' | 'ended' | 'updated';
        /**
         * At this time or later: ISO 8601 with a zone, or a span before now, `15m`, `24h`, `7d`.
         */
        from?: string;
        /**
         * Before this time, in the same words.
         */
        to?: string;
    };
    url: '/api/v1/metrics';
};

export type GetFiguresErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetFiguresError = GetFiguresErrors[keyof GetFiguresErrors];

export type GetFiguresResponses = {
    /**
     * The figures, with what each was computed from
     */
    200: Figures;
};

export type GetFiguresResponse = GetFiguresResponses[keyof GetFiguresResponses];

export type GetOutcomesData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Exactly these runs.
         */
        id?: Array<string>;
        /**
         * What runs show as their `status`, or what the status API calls their state: `failed` is `lost` and `timed_out` too.
         */
        status?: Array<'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'>;
        /**
         * Exactly these states.
         */
        state?: Array<'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost'>;
        /**
         * Names of workflows.
         */
        workflow?: Array<string>;
        /**
         * Versions of workflows.
         */
        version?: Array<string>;
        /**
         * Environments: `prod`.
         */
        env?: Array<string>;
        /**
         * Tenants, for whoever sees several.
         */
        tenant?: Array<string>;
        /**
         * Each of these tags.
         */
        tag?: Array<string>;
        /**
         * A regular expression of RE2, which never backtracks; some tag of the run matches it.
         */
        tag_pattern?: string;
        /**
         * The code of the error that failed it, else its type.
         */
        error_code?: Array<string>;
        /**
         * Of the error that failed it.
         */
        error_category?: Array<'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug'>;
        /**
         * What became of the latest gate for a person; `none` is a run without one.
         */
        hitl?: Array<'requested' | 'approved' | 'rejected' | 'none'>;
        /**
         * Who or what started it.
         */
        started_by?: Array<string>;
        /**
         * `none` is nobody.
         */
        owner?: Array<string>;
        /**
         * What it was for: an order, a case.
         */
        business_event_id?: Array<string>;
        /**
         * Ids of traces.
         */
        trace_id?: Array<string>;
        /**
         * Re-runs of these runs.
         */
        rerun_of?: Array<string>;
        /**
         * Runs that these runs started.
         */
        parent?: Array<string>;
        /**
         * The step that failed it, with its key if it has one: `charge:eu`.
         */
        failed_step?: Array<string>;
        /**
         * What a person has to do something about: waits for a person, is blocked, stalled, incomplete.
         */
        needs_person?: boolean;
        /**
         * Whether somebody took care of what went wrong.
         */
        resolved?: boolean;
        /**
         * Whether it is kept from being deleted.
         */
        pinned?: boolean;
        /**
         * Whether its tags say that it is a backfill or a replay.
         */
        backfill?: boolean;
        /**
         * Words in names, tags, errors, redacted inputs and outputs.
         */
        q?: string;
        /**
         * Which time `from` and `to` are about.
         */
        time_field?: 'started' | 'ended' | 'updated';
        /**
         * At this time or later: ISO 8601 with a zone, or a span before now, `15m`, `24h`, `7d`.
         */
        from?: string;
        /**
         * Before this time, in the same words.
         */
        to?: string;
        /**
         * How many at most.
         */
        buckets?: number;
    };
    url: '/api/v1/metrics/outcomes';
};

export type GetOutcomesErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetOutcomesError = GetOutcomesErrors[keyof GetOutcomesErrors];

export type GetOutcomesResponses = {
    /**
     * Buckets without a gap, of about one length and no shorter than a minute
     */
    200: Outcomes;
};

export type GetOutcomesResponse = GetOutcomesResponses[keyof GetOutcomesResponses];

export type GetOverviewData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Environments: `prod`.
         */
        env?: Array<string>;
    };
    url: '/api/v1/overview';
};

export type GetOverviewErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetOverviewError = GetOverviewErrors[keyof GetOverviewErrors];

export type GetOverviewResponses = {
    /**
     * Oldest first where somebody has to act
     */
    200: Overview;
};

export type GetOverviewResponse = GetOverviewResponses[keyof GetOverviewResponses];

export type GetStepFiguresData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Exactly these runs.
         */
        id?: Array<string>;
        /**
         * What runs show as their `status`, or what the status API calls their state: `failed` is `lost` and `timed_out` too.
         */
        status?: Array<'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'>;
        /**
         * Exactly these states.
         */
        state?: Array<'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost'>;
        /**
         * Names of workflows.
         */
        workflow?: Array<string>;
        /**
         * Versions of workflows.
         */
        version?: Array<string>;
        /**
         * Environments: `prod`.
         */
        env?: Array<string>;
        /**
         * Tenants, for whoever sees several.
         */
        tenant?: Array<string>;
        /**
         * Each of these tags.
         */
        tag?: Array<string>;
        /**
         * A regular expression of RE2, which never backtracks; some tag of the run matches it.
         */
        tag_pattern?: string;
        /**
         * The code of the error that failed it, else its type.
         */
        error_code?: Array<string>;
        /**
         * Of the error that failed it.
         */
        error_category?: Array<'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug'>;
        /**
         * What became of the latest gate for a person; `none` is a run without one.
         */
        hitl?: Array<'requested' | 'approved' | 'rejected' | 'none'>;
        /**
         * Who or what started it.
         */
        started_by?: Array<string>;
        /**
         * `none` is nobody.
         */
        owner?: Array<string>;
        /**
         * What it was for: an order, a case.
         */
        business_event_id?: Array<string>;
        /**
         * Ids of traces.
         */
        trace_id?: Array<string>;
        /**
         * Re-runs of these runs.
         */
        rerun_of?: Array<string>;
        /**
         * Runs that these runs started.
         */
        parent?: Array<string>;
        /**
         * The step that failed it, with its key if it has one: `charge:eu`.
         */
        failed_step?: Array<string>;
        /**
         * What a person has to do something about: waits for a person, is blocked, stalled, incomplete.
         */
        needs_person?: boolean;
        /**
         * Whether somebody took care of what went wrong.
         */
        resolved?: boolean;
        /**
         * Whether it is kept from being deleted.
         */
        pinned?: boolean;
        /**
         * Whether its tags say that it is a backfill or a replay.
         */
        backfill?: boolean;
        /**
         * Words in names, tags, errors, redacted inputs and outputs.
         */
        q?: string;
        /**
         * Which time `from` and `to` are about.
         */
        time_field?: 'started' | 'ended' | 'updated';
        /**
         * At this time or later: ISO 8601 with a zone, or a span before now, `15m`, `24h`, `7d`.
         */
        from?: string;
        /**
         * Before this time, in the same words.
         */
        to?: string;
    };
    url: '/api/v1/metrics/steps';
};

export type GetStepFiguresErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetStepFiguresError = GetStepFiguresErrors[keyof GetStepFiguresErrors];

export type GetStepFiguresResponses = {
    /**
     * At most 200, the slowest first
     */
    200: StepFigures;
};

export type GetStepFiguresResponse = GetStepFiguresResponses[keyof GetStepFiguresResponses];

export type GetVersionsData = {
    body?: never;
    path: {
        /**
         * The name of a workflow.
         */
        workflow: string;
    };
    query?: never;
    url: '/api/v1/workflows/{workflow}/versions';
};

export type GetVersionsErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetVersionsError = GetVersionsErrors[keyof GetVersionsErrors];

export type GetVersionsResponses = {
    /**
     * At most 200: first the one that was first seen last
     */
    200: Versions;
};

export type GetVersionsResponse = GetVersionsResponses[keyof GetVersionsResponses];

export type GetRunStatusData = {
    body?: never;
    headers?: {
        /**
         * The `ETag` of an answer before: 304 as long as it still holds.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: {
        /**
         * Seconds to wait for a change from what `If-None-Match` names.
         */
        wait?: number | null;
    };
    url: '/api/v1/runs/{id}/status';
};

export type GetRunStatusErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetRunStatusError = GetRunStatusErrors[keyof GetRunStatusErrors];

export type GetRunStatusResponses = {
    /**
     * The status
     */
    200: RunStatus;
};

export type GetRunStatusResponse = GetRunStatusResponses[keyof GetRunStatusResponses];

export type StreamRunData = {
    body?: never;
    headers?: {
        /**
         * The `id` of the last message that was read: the stream begins with what came after it.
         */
        'Last-Event-ID'?: string;
    };
    path: {
        /**
         * The id of a run.
         */
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/stream';
};

export type StreamRunErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type StreamRunError = StreamRunErrors[keyof StreamRunErrors];

export type StreamRunResponses = {
    /**
     * Server-sent events; `x-messages` has the `data` of each `event`. It begins with `snapshot`, or for a client that names its `Last-Event-ID` with what it has missed; with `reset` where nobody knows that any more: then read anew.
     */
    200: string;
    /**
     * The run has ended, and the client that comes back knows: it need not come again
     */
    204: void;
};

export type StreamRunResponse = StreamRunResponses[keyof StreamRunResponses];

export type StreamRunsData = {
    body?: never;
    headers?: {
        /**
         * The `id` of the last message that was read: the stream begins with what came after it.
         */
        'Last-Event-ID'?: string;
    };
    path?: never;
    query?: {
        /**
         * Names of workflows.
         */
        workflow?: Array<string>;
        /**
         * Environments: `prod`.
         */
        env?: Array<string>;
    };
    url: '/api/v1/stream';
};

export type StreamRunsErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type StreamRunsError = StreamRunsErrors[keyof StreamRunsErrors];

export type StreamRunsResponses = {
    /**
     * Server-sent events; `x-messages` has the `data` of each `event`. It begins with `snapshot`, or for a client that names its `Last-Event-ID` with what it has missed; with `reset` where nobody knows that any more: then read anew.
     */
    200: string;
};

export type StreamRunsResponse = StreamRunsResponses[keyof StreamRunsResponses];

export type AcknowledgeControlData = {
    body: {
        request_ids: Array<string>;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/control/acknowledge';
};

export type AcknowledgeControlErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type AcknowledgeControlError = AcknowledgeControlErrors[keyof AcknowledgeControlErrors];

export type AcknowledgeControlResponses = {
    /**
     * They are not told again
     */
    204: void;
};

export type AcknowledgeControlResponse = AcknowledgeControlResponses[keyof AcknowledgeControlResponses];

export type ClaimWorkData = {
    body?: never;
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a worker.
         */
        worker: string;
    };
    query?: {
        /**
         * Seconds to wait for something to come.
         */
        wait?: number | null;
    };
    url: '/api/v1/workers/{worker}/claim';
};

export type ClaimWorkErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ClaimWorkError = ClaimWorkErrors[keyof ClaimWorkErrors];

export type ClaimWorkResponses = {
    /**
     * The item
     */
    200: WorkItem;
    /**
     * There is none
     */
    204: void;
};

export type ClaimWorkResponse = ClaimWorkResponses[keyof ClaimWorkResponses];

export type ExtendLeaseData = {
    body?: never;
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a worker.
         */
        worker: string;
        /**
         * The id of an item of work.
         */
        item: string;
    };
    query?: never;
    url: '/api/v1/workers/{worker}/items/{item}/heartbeat';
};

export type ExtendLeaseErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ExtendLeaseError = ExtendLeaseErrors[keyof ExtendLeaseErrors];

export type ExtendLeaseResponses = {
    /**
     * It is still the worker’s
     */
    200: {
        lease_until: string;
    };
};

export type ExtendLeaseResponse = ExtendLeaseResponses[keyof ExtendLeaseResponses];

export type FinishWorkData = {
    body: {
        /**
         * Why it could not be executed; a run that was executed and failed is done.
         */
        error?: string | null;
        /**
         * It waits for a worker again, at once.
         */
        give_back?: boolean;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a worker.
         */
        worker: string;
        /**
         * The id of an item of work.
         */
        item: string;
    };
    query?: never;
    url: '/api/v1/workers/{worker}/items/{item}/finish';
};

export type FinishWorkErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type FinishWorkError = FinishWorkErrors[keyof FinishWorkErrors];

export type FinishWorkResponses = {
    /**
     * It is over
     */
    204: void;
};

export type FinishWorkResponse = FinishWorkResponses[keyof FinishWorkResponses];

export type PollControlData = {
    body: {
        run_ids: Array<string>;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: {
        /**
         * Seconds to wait for something to come.
         */
        wait?: number | null;
    };
    url: '/api/v1/control/poll';
};

export type PollControlErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type PollControlError = PollControlErrors[keyof PollControlErrors];

export type PollControlResponses = {
    /**
     * In the order in which it was asked
     */
    200: {
        requests: Array<Control>;
    };
};

export type PollControlResponse = PollControlResponses[keyof PollControlResponses];

export type RegisterWorkerData = {
    body: {
        name: string;
        workflows: Array<string>;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/workers';
};

export type RegisterWorkerErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type RegisterWorkerError = RegisterWorkerErrors[keyof RegisterWorkerErrors];

export type RegisterWorkerResponses = {
    /**
     * It is forgotten after three leases without a sign of life
     */
    201: Worker;
};

export type RegisterWorkerResponse = RegisterWorkerResponses[keyof RegisterWorkerResponses];

export type ListWebhooksData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/webhooks';
};

export type ListWebhooksErrors = {
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ListWebhooksError = ListWebhooksErrors[keyof ListWebhooksErrors];

export type ListWebhooksResponses = {
    /**
     * The oldest first
     */
    200: {
        webhooks: Array<Webhook>;
    };
};

export type ListWebhooksResponse = ListWebhooksResponses[keyof ListWebhooksResponses];

export type AddWebhookData = {
    body: {
        url: string;
        events: Array<'run.started' | 'run.completed' | 'run.failed' | 'run.waiting_human' | 'run.canceled' | 'step.completed' | 'step.failed'>;
        /**
         * Null is all.
         */
        workflows?: Array<string> | null;
        environments?: Array<string> | null;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/webhooks';
};

export type AddWebhookErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type AddWebhookError = AddWebhookErrors[keyof AddWebhookErrors];

export type AddWebhookResponses = {
    /**
     * Its secret is shown this once
     */
    201: NewWebhook;
};

export type AddWebhookResponse = AddWebhookResponses[keyof AddWebhookResponses];

export type RemoveWebhookData = {
    body?: never;
    path: {
        /**
         * The id of a webhook.
         */
        webhook: string;
    };
    query?: never;
    url: '/api/v1/webhooks/{webhook}';
};

export type RemoveWebhookErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type RemoveWebhookError = RemoveWebhookErrors[keyof RemoveWebhookErrors];

export type RemoveWebhookResponses = {
    /**
     * Done
     */
    204: void;
};

export type RemoveWebhookResponse = RemoveWebhookResponses[keyof RemoveWebhookResponses];

export type ChangeWebhookData = {
    body: {
        url?: string;
        events?: Array<'run.started' | 'run.completed' | 'run.failed' | 'run.waiting_human' | 'run.canceled' | 'step.completed' | 'step.failed'>;
        /**
         * Null is all.
         */
        workflows?: Array<string> | null;
        environments?: Array<string> | null;
        enabled?: boolean;
    };
    path: {
        /**
         * The id of a webhook.
         */
        webhook: string;
    };
    query?: never;
    url: '/api/v1/webhooks/{webhook}';
};

export type ChangeWebhookErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ChangeWebhookError = ChangeWebhookErrors[keyof ChangeWebhookErrors];

export type ChangeWebhookResponses = {
    /**
     * As it is now
     */
    200: Webhook;
};

export type ChangeWebhookResponse = ChangeWebhookResponses[keyof ChangeWebhookResponses];

export type ListDeliveriesData = {
    body?: never;
    path: {
        /**
         * The id of a webhook.
         */
        webhook: string;
    };
    query?: {
        /**
         * How many at most; fewer where they are large.
         */
        limit?: number;
        /**
         * What the page before gave; opaque, and good for the same question only.
         */
        next_token?: string;
        /**
         * What became of them.
         */
        status?: 'pending' | 'delivered' | 'failed';
        /**
         * Of this run only.
         */
        run_id?: string;
    };
    url: '/api/v1/webhooks/{webhook}/deliveries';
};

export type ListDeliveriesErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ListDeliveriesError = ListDeliveriesErrors[keyof ListDeliveriesErrors];

export type ListDeliveriesResponses = {
    /**
     * The newest first
     */
    200: {
        deliveries: Array<Delivery>;
        next_token: string | null;
    };
};

export type ListDeliveriesResponse = ListDeliveriesResponses[keyof ListDeliveriesResponses];

export type RedeliverData = {
    body?: never;
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a delivery.
         */
        delivery: string;
    };
    query?: never;
    url: '/api/v1/deliveries/{delivery}/redeliver';
};

export type RedeliverErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type RedeliverError = RedeliverErrors[keyof RedeliverErrors];

export type RedeliverResponses = {
    /**
     * It is in the queue again
     */
    202: Delivery;
};

export type RedeliverResponse = RedeliverResponses[keyof RedeliverResponses];

export type RotateWebhookSecretData = {
    body?: never;
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a webhook.
         */
        webhook: string;
    };
    query?: never;
    url: '/api/v1/webhooks/{webhook}/rotate';
};

export type RotateWebhookSecretErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type RotateWebhookSecretError = RotateWebhookSecretErrors[keyof RotateWebhookSecretErrors];

export type RotateWebhookSecretResponses = {
    /**
     * The new secret is shown this once
     */
    200: NewWebhook;
};

export type RotateWebhookSecretResponse = RotateWebhookSecretResponses[keyof RotateWebhookSecretResponses];

export type TestWebhookData = {
    body?: never;
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of a webhook.
         */
        webhook: string;
    };
    query?: never;
    url: '/api/v1/webhooks/{webhook}/test';
};

export type TestWebhookErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type TestWebhookError = TestWebhookErrors[keyof TestWebhookErrors];

export type TestWebhookResponses = {
    /**
     * What came of it
     */
    200: Delivery;
};

export type TestWebhookResponse = TestWebhookResponses[keyof TestWebhookResponses];

export type GetRedactionData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Of this tenant, for whoever sees several; else everybody’s.
         */
        tenant?: string;
    };
    url: '/api/v1/settings/redaction';
};

export type GetRedactionErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetRedactionError = GetRedactionErrors[keyof GetRedactionErrors];

export type GetRedactionResponses = {
    /**
     * The tenant’s policy, else everybody’s
     */
    200: RedactionPolicy;
};

export type GetRedactionResponse = GetRedactionResponses[keyof GetRedactionResponses];

export type PutRedactionData = {
    body: {
        rules?: Array<{
            path: string;
            action: 'redact' | 'hash' | 'tokenize' | 'drop';
        }>;
        patterns?: Array<string>;
        allow?: Array<string>;
        personalData?: boolean;
    };
    path?: never;
    query?: {
        /**
         * Of this tenant, for whoever sees several; else everybody’s.
         */
        tenant?: string;
    };
    url: '/api/v1/settings/redaction';
};

export type PutRedactionErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type PutRedactionError = PutRedactionErrors[keyof PutRedactionErrors];

export type PutRedactionResponses = {
    /**
     * As it is now
     */
    200: RedactionPolicy;
};

export type PutRedactionResponse = PutRedactionResponses[keyof PutRedactionResponses];

export type GetRetentionData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Of this tenant, for whoever sees several; else everybody’s.
         */
        tenant?: string;
    };
    url: '/api/v1/settings/retention';
};

export type GetRetentionErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetRetentionError = GetRetentionErrors[keyof GetRetentionErrors];

export type GetRetentionResponses = {
    /**
     * The tenant’s, else everybody’s
     */
    200: Retention;
};

export type GetRetentionResponse = GetRetentionResponses[keyof GetRetentionResponses];

export type PutRetentionData = {
    body: Retention;
    path?: never;
    query?: {
        /**
         * Of this tenant, for whoever sees several; else everybody’s.
         */
        tenant?: string;
    };
    url: '/api/v1/settings/retention';
};

export type PutRetentionErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type PutRetentionError = PutRetentionErrors[keyof PutRetentionErrors];

export type PutRetentionResponses = {
    /**
     * As it is now
     */
    200: Retention;
};

export type PutRetentionResponse = PutRetentionResponses[keyof PutRetentionResponses];

export type PreviewRedactionData = {
    body: {
        policy: {
            rules?: Array<{
                path: string;
                action: 'redact' | 'hash' | 'tokenize' | 'drop';
            }>;
            patterns?: Array<string>;
            allow?: Array<string>;
            personalData?: boolean;
        };
        sample: {
            [key: string]: unknown;
        } | Array<unknown> | string | number | boolean | null;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/settings/redaction/preview';
};

export type PreviewRedactionErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type PreviewRedactionError = PreviewRedactionErrors[keyof PreviewRedactionErrors];

export type PreviewRedactionResponses = {
    /**
     * The sample, redacted
     */
    200: {
        result: {
            [key: string]: unknown;
        } | Array<unknown> | string | number | boolean | null;
    };
};

export type PreviewRedactionResponse = PreviewRedactionResponses[keyof PreviewRedactionResponses];

export type PreviewRetentionData = {
    body: Retention;
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: {
        /**
         * Of this tenant, for whoever sees several; else everybody’s.
         */
        tenant?: string;
    };
    url: '/api/v1/settings/retention/preview';
};

export type PreviewRetentionErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type PreviewRetentionError = PreviewRetentionErrors[keyof PreviewRetentionErrors];

export type PreviewRetentionResponses = {
    /**
     * Numbers of runs
     */
    200: RetentionPreview;
};

export type PreviewRetentionResponse = PreviewRetentionResponses[keyof PreviewRetentionResponses];

export type ListTokensData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/tokens';
};

export type ListTokensErrors = {
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ListTokensError = ListTokensErrors[keyof ListTokensErrors];

export type ListTokensResponses = {
    /**
     * The newest first
     */
    200: {
        tokens: Array<Token>;
    };
};

export type ListTokensResponse = ListTokensResponses[keyof ListTokensResponses];

export type AddTokenData = {
    body: {
        name: string;
        role: 'viewer' | 'operator' | 'admin' | 'ingest' | 'worker';
        tenant_id?: string | null;
        expires_at?: string | null;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/tokens';
};

export type AddTokenErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type AddTokenError = AddTokenErrors[keyof AddTokenErrors];

export type AddTokenResponses = {
    /**
     * Shown this once
     */
    201: NewToken;
};

export type AddTokenResponse = AddTokenResponses[keyof AddTokenResponses];

export type DeleteViewData = {
    body?: never;
    path: {
        /**
         * The id of a saved filter.
         */
        view: string;
    };
    query?: never;
    url: '/api/v1/views/{view}';
};

export type DeleteViewErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type DeleteViewError = DeleteViewErrors[keyof DeleteViewErrors];

export type DeleteViewResponses = {
    /**
     * Done
     */
    204: void;
};

export type DeleteViewResponse = DeleteViewResponses[keyof DeleteViewResponses];

export type ChangeViewData = {
    body: {
        name?: string;
        query?: string;
    };
    path: {
        /**
         * The id of a saved filter.
         */
        view: string;
    };
    query?: never;
    url: '/api/v1/views/{view}';
};

export type ChangeViewErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ChangeViewError = ChangeViewErrors[keyof ChangeViewErrors];

export type ChangeViewResponses = {
    /**
     * The view
     */
    200: SavedView;
};

export type ChangeViewResponse = ChangeViewResponses[keyof ChangeViewResponses];

export type EndSessionData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/session';
};

export type EndSessionErrors = {
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type EndSessionError = EndSessionErrors[keyof EndSessionErrors];

export type EndSessionResponses = {
    /**
     * Done
     */
    204: void;
};

export type EndSessionResponse = EndSessionResponses[keyof EndSessionResponses];

export type StartSessionData = {
    body: {
        token: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/session';
};

export type StartSessionErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type StartSessionError = StartSessionErrors[keyof StartSessionErrors];

export type StartSessionResponses = {
    /**
     * The browser is signed in
     */
    204: void;
};

export type StartSessionResponse = StartSessionResponses[keyof StartSessionResponses];

export type GetMeData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/me';
};

export type GetMeErrors = {
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetMeError = GetMeErrors[keyof GetMeErrors];

export type GetMeResponses = {
    /**
     * Who asks, and what the server is
     */
    200: Me;
};

export type GetMeResponse = GetMeResponses[keyof GetMeResponses];

export type ListAuditData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * How many at most; fewer where they are large.
         */
        limit?: number;
        /**
         * What the page before gave; opaque, and good for the same question only.
         */
        next_token?: string;
        /**
         * What it was done to: the id of a run, of a token.
         */
        target?: string;
        /**
         * Who did it, by name.
         */
        actor?: string;
    };
    url: '/api/v1/audit';
};

export type ListAuditErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ListAuditError = ListAuditErrors[keyof ListAuditErrors];

export type ListAuditResponses = {
    /**
     * The newest first
     */
    200: AuditLog;
};

export type ListAuditResponse = ListAuditResponses[keyof ListAuditResponses];

export type ListViewsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/views';
};

export type ListViewsErrors = {
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type ListViewsError = ListViewsErrors[keyof ListViewsErrors];

export type ListViewsResponses = {
    /**
     * By name
     */
    200: {
        views: Array<SavedView>;
    };
};

export type ListViewsResponse = ListViewsResponses[keyof ListViewsResponses];

export type SaveViewData = {
    body: {
        name: string;
        query: string;
    };
    headers?: {
        /**
         * Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/views';
};

export type SaveViewErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It can’t be done as things are, or the same request is being served
     */
    409: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type SaveViewError = SaveViewErrors[keyof SaveViewErrors];

export type SaveViewResponses = {
    /**
     * The view
     */
    201: SavedView;
};

export type SaveViewResponse = SaveViewResponses[keyof SaveViewResponses];

export type RevokeTokenData = {
    body?: never;
    path: {
        /**
         * The id of a token, not the token.
         */
        token: string;
    };
    query?: never;
    url: '/api/v1/tokens/{token}';
};

export type RevokeTokenErrors = {
    /**
     * The request is wrong: `errors` names its parts
     */
    400: Problem;
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * It is not there, or not for whoever asks
     */
    404: Problem;
    /**
     * The limit of requests is reached
     */
    429: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type RevokeTokenError = RevokeTokenErrors[keyof RevokeTokenErrors];

export type RevokeTokenResponses = {
    /**
     * Done
     */
    204: void;
};

export type RevokeTokenResponse = RevokeTokenResponses[keyof RevokeTokenResponses];

export type GetHealthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/healthz';
};

export type GetHealthErrors = {
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetHealthError = GetHealthErrors[keyof GetHealthErrors];

export type GetHealthResponses = {
    /**
     * It does
     */
    200: Health;
};

export type GetHealthResponse = GetHealthResponses[keyof GetHealthResponses];

export type GetReadinessData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/readyz';
};

export type GetReadinessErrors = {
    /**
     * It can’t now
     */
    503: Health;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type GetReadinessError = GetReadinessErrors[keyof GetReadinessErrors];

export type GetReadinessResponses = {
    /**
     * It can
     */
    200: Health;
};

export type GetReadinessResponse = GetReadinessResponses[keyof GetReadinessResponses];

export type TakeLogsData = {
    body: {
        [key: string]: unknown;
    };
    path?: never;
    query?: never;
    url: '/v1/logs';
};

export type TakeLogsErrors = {
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type TakeLogsError = TakeLogsErrors[keyof TakeLogsErrors];

export type TakeLogsResponses = {
    /**
     * It is kept
     */
    200: {
        partialSuccess?: {
            [key: string]: unknown;
        };
    };
};

export type TakeLogsResponse = TakeLogsResponses[keyof TakeLogsResponses];

export type TakeTracesData = {
    body: {
        [key: string]: unknown;
    };
    path?: never;
    query?: never;
    url: '/v1/traces';
};

export type TakeTracesErrors = {
    /**
     * No token, or one that is unknown, revoked or over
     */
    401: Problem;
    /**
     * The token has another role, or the page of another site asks
     */
    403: Problem;
    /**
     * The body is too large
     */
    413: Problem;
    /**
     * The server can’t do it now; nothing was changed
     */
    503: Problem;
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type TakeTracesError = TakeTracesErrors[keyof TakeTracesErrors];

export type TakeTracesResponses = {
    /**
     * It is kept
     */
    200: {
        partialSuccess?: {
            [key: string]: unknown;
        };
    };
};

export type TakeTracesResponse = TakeTracesResponses[keyof TakeTracesResponses];
