// An error as every protocol over HTTP answers it.

/** An error as it goes over the wire. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: {
    readonly message: string;
    readonly errors?: Record<string, string[]>;
    /** What came of the request before the error. */
    readonly data?: unknown;
  };
  readonly headers: Readonly<Record<string, string>>;
}

/** The same where input that is not as it should be is a bad request, as DICOMweb (PS3.18 8.5.2) and tus have it. */
export function asBadRequest(answer: ErrorAnswer): ErrorAnswer {
  return answer.status === 422 ? { ...answer, status: 400 } : answer;
}
