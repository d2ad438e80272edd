package org.bailiwick.master.a2amessage;

import java.util.Arrays;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The errors of A2A 1.0 (section 5.4) and of JSON-RPC 2.0 (section 5.1) that the interface answers,
 * with their codes. The name of a constant is the reason in the error's details (section 11.6).
 */
public enum A2aError {
  TASK_NOT_FOUND(-32001),
  TASK_NOT_CANCELABLE(-32002),
  PUSH_NOTIFICATION_NOT_SUPPORTED(-32003),
  UNSUPPORTED_OPERATION(-32004),
  CONTENT_TYPE_NOT_SUPPORTED(-32005),
  VERSION_NOT_SUPPORTED(-32009),
  PARSE_ERROR(-32700),
  INVALID_REQUEST(-32600),
  METHOD_NOT_FOUND(-32601),
  INVALID_PARAMS(-32602);

  /** The member of a refusal's problem document that names the error. */
  public static final String MEMBER = "reason";

  private final int code;

  A2aError(int code) {
    this.code = code;
  }

  /** The code of JSON-RPC. */
  public int code() {
    return code;
  }

  /** The error with this name, if there is one. */
  public static Optional<A2aError> find(String name) {
    return Arrays.stream(values()).filter(error -> error.name().equals(name)).findFirst();
  }

  /** A refusal that is answered as this error: 404 for a task that is not found, otherwise 400. */
  public ProblemException refusal(String check, String detail) {
    ProblemType type =
        this == TASK_NOT_FOUND ? ProblemType.JOB_UNKNOWN : ProblemType.MALFORMED_REQUEST;
    return new ProblemException(type, check, detail).with(MEMBER, name());
  }
}
