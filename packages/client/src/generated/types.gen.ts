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
    actors: Array<string>;
};

export type RunNeighbours = {
    previous: string | null;
    next: string | null;
};

export type RunDetail = RunItem & {
    record: {
        id: string;
        workflow_name: string;
        workflow_version: string | null;
        environment: string | null;
        status: 'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human';
        started_at: string | null;
        completed_at: string | null;
        duration_ms: number | null;
        actor: 'system' | 'human';
        hitl: 'requested' | 'approved' | 'rejected' | null;
        business_event_id: string | null;
        tenant_id: string | null;
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
        tags: Array<string>;
        annotations: Array<{
            author: string | null;
            note: string;
            at: string;
        }>;
    };
    states: Array<StateSpan>;
    steps: {
        started: number;
        completed: number;
        failed: number;
        skipped: number;
        cancelled: number;
    };
    failure: {
        span_id: string | null;
        step: string | null;
        attempts: number;
        type: string;
        message: string;
        category: string;
        code: string | null;
        stack: string | null;
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
        until: string | null;
        decidable: boolean;
        reminded_at: Array<string>;
    } | null;
    business: {
        id: string | null;
        url: string | null;
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
        missing_events: number;
        illegal_transitions: number;
    };
    gaps: Array<{
        what: 'trace' | 'logs' | 'events' | 'inputs' | 'artifacts';
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
    to: string | null;
    duration_ms: number;
    note: string | null;
    actor: string | null;
    inferred: boolean;
};

export type RunItem = {
    id: string;
    workflow_name: string;
    workflow_version: string | null;
    environment: string | null;
    tenant_id: string | null;
    status: 'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human';
    state: 'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost';
    outcome: 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost' | null;
    hitl: 'requested' | 'approved' | 'rejected' | null;
    queued_at: string | null;
    started_at: string | null;
    completed_at: string | null;
    updated_at: string;
    duration_ms: number | null;
    waiting_ms: number;
    retries: number;
    actor: string | null;
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
    why: string;
    resolved: {
        at: string;
        by: string;
        reason: string | null;
    } | null;
    pinned: boolean;
    tokens: number | null;
    compute_ms: number | null;
    version: number;
};

export type RunList = {
    runs: Array<RunItem>;
    next_token: string | null;
    total: {
        value: number;
        more: boolean;
    };
    change: number;
};

export type Lineage = {
    rerun_of: RunItem & ({
        [key: string]: unknown;
    } | null);
    reruns: Array<RunItem>;
    parent: RunItem & ({
        [key: string]: unknown;
    } | null);
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
    to: string;
    live: boolean;
    run: Array<{
        kind: 'queue' | 'run' | 'wait' | 'backoff';
        from: string;
        to: string | null;
        status: string;
        note: string | null;
    }>;
    rows: Array<{
        id: string;
        name: string;
        level: number;
        parent: string | null;
        type: string | null;
        status: string;
        segments: Array<{
            kind: 'queue' | 'run' | 'wait' | 'backoff';
            from: string;
            to: string | null;
            attempt: number;
            span_id: string;
            status: string;
            note: string | null;
        }>;
    }>;
    critical_path: Array<string>;
    idle: Array<{
        from: string;
        to: string;
        why: string;
    }>;
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
    run_id: string;
    item_id: string;
    rerun_of: string;
    workers: number;
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
    run_attempt: number;
    tenant_id: string | null;
    business_event_id: string | null;
    inputs: {
        [key: string]: unknown;
    } | Array<unknown> | string | number | boolean | null;
    from: 'start' | 'failed_step';
    completed_steps: Array<string>;
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
    run_id: string;
    kind: 'run.started' | 'run.completed' | 'run.failed' | 'run.waiting_human' | 'run.canceled' | 'step.completed' | 'step.failed';
    sequence: number;
    status: 'pending' | 'delivered' | 'failed';
    attempts: number;
    created_at: string;
    next_attempt_at: string | null;
    delivered_at: string | null;
    response_status: number | null;
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
    now: string;
    version: string;
};

export type AuditLog = {
    entries: Array<{
        at: string;
        actor: string;
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

export type ExportRunsData = {
    body?: never;
    path?: never;
    query?: {
        id?: Array<string>;
        status?: Array<'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'>;
        state?: Array<'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost'>;
        workflow?: Array<string>;
        version?: Array<string>;
        env?: Array<string>;
        tenant?: Array<string>;
        tag?: Array<string>;
        tag_pattern?: string;
        error_code?: Array<string>;
        error_category?: Array<'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug'>;
        hitl?: Array<'requested' | 'approved' | 'rejected' | 'none'>;
        actor?: Array<string>;
        owner?: Array<string>;
        business_event_id?: Array<string>;
        trace_id?: Array<string>;
        rerun_of?: Array<string>;
        parent?: Array<string>;
        failed_step?: Array<string>;
        needs_person?: boolean;
        resolved?: boolean;
        pinned?: boolean;
        backfill?: boolean;
        q?: string;
        time_field?: 'started' | 'ended' | 'updated';
        from?: string;
        to?: string;
        format?: 'csv' | 'jsonl';
        sort?: '-started_at' | 'started_at' | 'status' | '-status' | 'duration' | '-duration';
    };
    url: '/api/v1/runs/export';
};

export type ExportRunsErrors = {
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
        id: string;
    };
    query?: {
        id?: Array<string>;
        status?: Array<'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'>;
        state?: Array<'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost'>;
        workflow?: Array<string>;
        version?: Array<string>;
        env?: Array<string>;
        tenant?: Array<string>;
        tag?: Array<string>;
        tag_pattern?: string;
        error_code?: Array<string>;
        error_category?: Array<'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug'>;
        hitl?: Array<'requested' | 'approved' | 'rejected' | 'none'>;
        actor?: Array<string>;
        owner?: Array<string>;
        business_event_id?: Array<string>;
        trace_id?: Array<string>;
        rerun_of?: Array<string>;
        parent?: Array<string>;
        failed_step?: Array<string>;
        needs_person?: boolean;
        resolved?: boolean;
        pinned?: boolean;
        backfill?: boolean;
        q?: string;
        time_field?: 'started' | 'ended' | 'updated';
        from?: string;
        to?: string;
        sort?: '-started_at' | 'started_at' | 'status' | '-status' | 'duration' | '-duration';
    };
    url: '/api/v1/runs/{id}/neighbours';
};

export type GetNeighboursErrors = {
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
         * The ETag of what is known: the answer is 304 while nothing has changed
         */
        'If-None-Match'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}';
};

export type GetRunErrors = {
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
        id?: Array<string>;
        status?: Array<'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'>;
        state?: Array<'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost'>;
        workflow?: Array<string>;
        version?: Array<string>;
        env?: Array<string>;
        tenant?: Array<string>;
        tag?: Array<string>;
        tag_pattern?: string;
        error_code?: Array<string>;
        error_category?: Array<'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug'>;
        hitl?: Array<'requested' | 'approved' | 'rejected' | 'none'>;
        actor?: Array<string>;
        owner?: Array<string>;
        business_event_id?: Array<string>;
        trace_id?: Array<string>;
        rerun_of?: Array<string>;
        parent?: Array<string>;
        failed_step?: Array<string>;
        needs_person?: boolean;
        resolved?: boolean;
        pinned?: boolean;
        backfill?: boolean;
        q?: string;
        time_field?: 'started' | 'ended' | 'updated';
        from?: string;
        to?: string;
        limit?: number;
        next_token?: string;
        sort?: '-started_at' | 'started_at' | 'status' | '-status' | 'duration' | '-duration';
    };
    url: '/api/v1/runs';
};

export type ListRunsErrors = {
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
        signed: string;
    };
    query?: never;
    url: '/api/v1/artifacts/{signed}';
};

export type GetArtifactErrors = {
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
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/lineage';
};

export type GetLineageErrors = {
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
        id: string;
        step: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/steps/{step}';
};

export type GetStepErrors = {
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
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/waterfall';
};

export type GetWaterfallErrors = {
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
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/artifacts';
};

export type ListArtifactsErrors = {
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
        id: string;
    };
    query?: {
        limit?: number;
        next_token?: string;
        name?: string;
    };
    url: '/api/v1/runs/{id}/events';
};

export type ListEventsErrors = {
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
        id: string;
    };
    query?: {
        limit?: number;
        next_token?: string;
        span_id?: string;
    };
    url: '/api/v1/runs/{id}/logs';
};

export type ListLogsErrors = {
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
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/spans';
};

export type ListSpansErrors = {
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
        id: string;
    };
    query?: {
        limit?: number;
        next_token?: string;
        payloads?: 'true' | 'false';
    };
    url: '/api/v1/runs/{id}/steps';
};

export type ListStepsErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/annotate';
};

export type AnnotateRunErrors = {
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type AnnotateRunError = AnnotateRunErrors[keyof AnnotateRunErrors];

export type AnnotateRunResponses = {
    /**
     * The run after it
     */
    200: RunItem;
};

export type AnnotateRunResponse = AnnotateRunResponses[keyof AnnotateRunResponses];

export type AssignRunData = {
    body: {
        owner: string | null;
    };
    headers?: {
        /**
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/assign';
};

export type AssignRunErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        job: string;
    };
    query?: never;
    url: '/api/v1/bulk/{job}/cancel';
};

export type CancelBulkJobErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/cancel';
};

export type CancelRunErrors = {
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
        query: string;
    };
    headers?: {
        /**
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/selections';
};

export type CreateSelectionErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
        gate: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/gates/{gate}';
};

export type DecideGateErrors = {
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
        job: string;
    };
    query?: never;
    url: '/api/v1/bulk/{job}';
};

export type GetBulkJobErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/pin';
};

export type PinRunErrors = {
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
        from?: 'start' | 'failed_step';
        tags?: Array<string>;
    };
    headers?: {
        /**
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/rerun';
};

export type RerunRunErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/resolve';
};

export type ResolveRunErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/bulk';
};

export type StartBulkJobErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/tags';
};

export type TagRunErrors = {
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
        workflow: string;
    };
    query: {
        env?: Array<string>;
        from?: string;
        to?: string;
        a: string;
        b: string;
    };
    url: '/api/v1/workflows/{workflow}/compare';
};

export type CompareVersionsErrors = {
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
        id?: Array<string>;
        status?: Array<'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'>;
        state?: Array<'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost'>;
        workflow?: Array<string>;
        version?: Array<string>;
        env?: Array<string>;
        tenant?: Array<string>;
        tag?: Array<string>;
        tag_pattern?: string;
        error_code?: Array<string>;
        error_category?: Array<'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug'>;
        hitl?: Array<'requested' | 'approved' | 'rejected' | 'none'>;
        actor?: Array<string>;
        owner?: Array<string>;
        business_event_id?: Array<string>;
        trace_id?: Array<string>;
        rerun_of?: Array<string>;
        parent?: Array<string>;
        failed_step?: Array<string>;
        needs_person?: boolean;
        resolved?: boolean;
        pinned?: boolean;
        backfill?: boolean;
        q?: string;
        time_field?: 'started' | 'ended' | 'updated';
        from?: string;
        to?: string;
    };
    url: '/api/v1/metrics';
};

export type GetFiguresErrors = {
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
        id?: Array<string>;
        status?: Array<'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'>;
        state?: Array<'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost'>;
        workflow?: Array<string>;
        version?: Array<string>;
        env?: Array<string>;
        tenant?: Array<string>;
        tag?: Array<string>;
        tag_pattern?: string;
        error_code?: Array<string>;
        error_category?: Array<'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug'>;
        hitl?: Array<'requested' | 'approved' | 'rejected' | 'none'>;
        actor?: Array<string>;
        owner?: Array<string>;
        business_event_id?: Array<string>;
        trace_id?: Array<string>;
        rerun_of?: Array<string>;
        parent?: Array<string>;
        failed_step?: Array<string>;
        needs_person?: boolean;
        resolved?: boolean;
        pinned?: boolean;
        backfill?: boolean;
        q?: string;
        time_field?: 'started' | 'ended' | 'updated';
        from?: string;
        to?: string;
        buckets?: number;
    };
    url: '/api/v1/metrics/outcomes';
};

export type GetOutcomesErrors = {
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
        env?: Array<string>;
    };
    url: '/api/v1/overview';
};

export type GetOverviewErrors = {
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
        id?: Array<string>;
        status?: Array<'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'waiting_human' | 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'>;
        state?: Array<'queued' | 'running' | 'waiting' | 'blocked' | 'stalled' | 'cancelling' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'timed_out' | 'lost'>;
        workflow?: Array<string>;
        version?: Array<string>;
        env?: Array<string>;
        tenant?: Array<string>;
        tag?: Array<string>;
        tag_pattern?: string;
        error_code?: Array<string>;
        error_category?: Array<'transient' | 'validation_failed' | 'external_api' | 'policy_denied' | 'bug'>;
        hitl?: Array<'requested' | 'approved' | 'rejected' | 'none'>;
        actor?: Array<string>;
        owner?: Array<string>;
        business_event_id?: Array<string>;
        trace_id?: Array<string>;
        rerun_of?: Array<string>;
        parent?: Array<string>;
        failed_step?: Array<string>;
        needs_person?: boolean;
        resolved?: boolean;
        pinned?: boolean;
        backfill?: boolean;
        q?: string;
        time_field?: 'started' | 'ended' | 'updated';
        from?: string;
        to?: string;
    };
    url: '/api/v1/metrics/steps';
};

export type GetStepFiguresErrors = {
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
        workflow: string;
    };
    query?: never;
    url: '/api/v1/workflows/{workflow}/versions';
};

export type GetVersionsErrors = {
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
         * The ETag of what is known: the answer is 304 while nothing has changed
         */
        'If-None-Match'?: string;
    };
    path: {
        id: string;
    };
    query?: {
        wait?: number | null;
    };
    url: '/api/v1/runs/{id}/status';
};

export type GetRunStatusErrors = {
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
         * The id of the last event that was told: the stream begins with what was missed
         */
        'Last-Event-ID'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/runs/{id}/stream';
};

export type StreamRunErrors = {
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type StreamRunError = StreamRunErrors[keyof StreamRunErrors];

export type StreamRunResponses = {
    /**
     * Server-sent events; begin again with Last-Event-ID
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
         * The id of the last event that was told: the stream begins with what was missed
         */
        'Last-Event-ID'?: string;
    };
    path?: never;
    query?: {
        workflow?: Array<string>;
        env?: Array<string>;
    };
    url: '/api/v1/stream';
};

export type StreamRunsErrors = {
    /**
     * What is wrong, and whether the same request may succeed later
     */
    default: Problem;
};

export type StreamRunsError = StreamRunsErrors[keyof StreamRunsErrors];

export type StreamRunsResponses = {
    /**
     * Server-sent events; begin again with Last-Event-ID
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/control/acknowledge';
};

export type AcknowledgeControlErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        worker: string;
    };
    query?: {
        wait?: number | null;
    };
    url: '/api/v1/workers/{worker}/claim';
};

export type ClaimWorkErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        worker: string;
        item: string;
    };
    query?: never;
    url: '/api/v1/workers/{worker}/items/{item}/heartbeat';
};

export type ExtendLeaseErrors = {
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
        error?: string | null;
        give_back?: boolean;
    };
    headers?: {
        /**
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        worker: string;
        item: string;
    };
    query?: never;
    url: '/api/v1/workers/{worker}/items/{item}/finish';
};

export type FinishWorkErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: {
        wait?: number | null;
    };
    url: '/api/v1/control/poll';
};

export type PollControlErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/workers';
};

export type RegisterWorkerErrors = {
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
        workflows?: Array<string> | null;
        environments?: Array<string> | null;
    };
    headers?: {
        /**
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/webhooks';
};

export type AddWebhookErrors = {
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
        webhook: string;
    };
    query?: never;
    url: '/api/v1/webhooks/{webhook}';
};

export type RemoveWebhookErrors = {
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
        workflows?: Array<string> | null;
        environments?: Array<string> | null;
        enabled?: boolean;
    };
    path: {
        webhook: string;
    };
    query?: never;
    url: '/api/v1/webhooks/{webhook}';
};

export type ChangeWebhookErrors = {
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
        webhook: string;
    };
    query?: {
        limit?: number;
        next_token?: string;
        status?: 'pending' | 'delivered' | 'failed';
        run_id?: string;
    };
    url: '/api/v1/webhooks/{webhook}/deliveries';
};

export type ListDeliveriesErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        delivery: string;
    };
    query?: never;
    url: '/api/v1/deliveries/{delivery}/redeliver';
};

export type RedeliverErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        webhook: string;
    };
    query?: never;
    url: '/api/v1/webhooks/{webhook}/rotate';
};

export type RotateWebhookSecretErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path: {
        webhook: string;
    };
    query?: never;
    url: '/api/v1/webhooks/{webhook}/test';
};

export type TestWebhookErrors = {
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
        tenant?: string;
    };
    url: '/api/v1/settings/redaction';
};

export type GetRedactionErrors = {
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
        tenant?: string;
    };
    url: '/api/v1/settings/redaction';
};

export type PutRedactionErrors = {
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
        tenant?: string;
    };
    url: '/api/v1/settings/retention';
};

export type GetRetentionErrors = {
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
        tenant?: string;
    };
    url: '/api/v1/settings/retention';
};

export type PutRetentionErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/settings/redaction/preview';
};

export type PreviewRedactionErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: {
        tenant?: string;
    };
    url: '/api/v1/settings/retention/preview';
};

export type PreviewRetentionErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/tokens';
};

export type AddTokenErrors = {
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
        view: string;
    };
    query?: never;
    url: '/api/v1/views/{view}';
};

export type DeleteViewErrors = {
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
        view: string;
    };
    query?: never;
    url: '/api/v1/views/{view}';
};

export type ChangeViewErrors = {
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
        limit?: number;
        next_token?: string;
        target?: string;
        actor?: string;
    };
    url: '/api/v1/audit';
};

export type ListAuditErrors = {
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
         * The same key with the same request gets the first answer again, for 24 hours
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/views';
};

export type SaveViewErrors = {
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
        token: string;
    };
    query?: never;
    url: '/api/v1/tokens/{token}';
};

export type RevokeTokenErrors = {
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
