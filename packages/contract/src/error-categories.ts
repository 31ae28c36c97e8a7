/** The error taxonomy of the run management spec. */
export const ERROR_CATEGORIES = [
  'transient',
  'validation_failed',
  'external_api',
  'policy_denied',
  'bug',
] as const;
export type ErrorCategory = (typeof ERROR_CATEGORIES)[number];

const byCategory: Readonly<Record<ErrorCategory, readonly string[]>> = {
  transient: [
    'TimeoutError',
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EAI_AGAIN',
    'EBUSY',
    'EAGAIN',
    'EMFILE',
    'ENFILE',
    'SQLITE_BUSY',
    'SQLITE_LOCKED',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'UND_ERR_SOCKET',
    'RateLimitError',
    'ThrottlingException',
    'TooManyRequestsException',
    'APIConnectionError',
    'APIConnectionTimeoutError',
  ],
  validation_failed: ['ZodError', '$ZodError', 'ValidationError', 'SyntaxError', 'AjvError', 'YAMLException'],
  external_api: ['ENOTFOUND', 'APIError', 'HTTPError', 'FetchError', 'AxiosError', 'ResponseError'],
  policy_denied: [
    'EACCES',
    'EPERM',
    'EROFS',
    'AccessDenied',
    'AccessDeniedException',
    'AuthenticationError',
    'PermissionDeniedError',
    'ERR_ACCESS_DENIED',
  ],
  bug: [
    'TypeError',
    'ReferenceError',
    'RangeError',
    'AssertionError',
    'ERR_ASSERTION',
    'EvalError',
    'URIError',
  ],
};

/** Error names and codes whose category is known. A `code` is looked up before a `name`. */
export const CATEGORY_BY_NAME: ReadonlyMap<string, ErrorCategory> = new Map(
  ERROR_CATEGORIES.flatMap((category) => byCategory[category].map((name) => [name, category] as const)),
);

/** The category of an HTTP status that a remote answered with; undefined for one that is no error. */
export function categoryOfHttpStatus(status: number): ErrorCategory | undefined {
  if (status < 400 || status > 599) return undefined;
  if (status === 401 || status === 403 || status === 451) return 'policy_denied';
  if ([408, 425, 429, 502, 503, 504].includes(status)) return 'transient';
  return 'external_api';
}
