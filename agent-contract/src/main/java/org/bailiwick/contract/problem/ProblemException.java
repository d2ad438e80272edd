package org.bailiwick.contract.problem;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal that ends the request. {@code check} is the kebab-case name of the check that failed;
 * only logs show it. {@code detail} is a sentence for the caller and never contains secrets, class
 * names or a library's message.
 */
public final class ProblemException extends RuntimeException {
  private final ProblemType type;
  private final String check;
  private final HashMap<String, String> extensions = new HashMap<>();
  private Duration retryAfter;

  public ProblemException(ProblemType type, String check, String detail) {
    super(detail);
    this.type = type;
    this.check = check;
  }

  /** Makes a refusal with a cause, which only the node's own log shows. */
  public ProblemException(ProblemType type, String check, String detail, Throwable cause) {
    super(detail, cause);
    this.type = type;
    this.check = check;
  }

  /** A copy of this refusal whose document also has this extension member. */
  public ProblemException with(String member, String value) {
    ProblemException copy = new ProblemException(type, check, detail(), getCause());
    copy.extensions.putAll(extensions);
    copy.extensions.put(member, value);
    copy.retryAfter = retryAfter;
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  /** Sets the time after which the request may succeed (Retry-After), and returns this refusal. */
  public ProblemException after(Duration wait) {
    retryAfter = wait;
    return this;
  }

  /** The time after which the same request may succeed, or empty if it is not known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  public ProblemType type() {
    return type;
  }

  public String check() {
    return check;
  }

  public String detail() {
    return getMessage();
  }

  /** The extension members of the document. */
  public Map<String, String> extensions() {
    return Map.copyOf(extensions);
  }

  /** The problem document of this refusal; {@code instance} is in the log line too. */
  public Problem problem(URI instance) {
    return new Problem(type, detail(), instance, Map.copyOf(extensions));
  }
}
