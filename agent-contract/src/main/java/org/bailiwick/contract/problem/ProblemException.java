package org.bailiwick.contract.problem;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal that ends the request: the one exception of the domain, without subclasses. {@code
 * check} is the kebab-case name of the check that failed and goes to the audit log only; {@code
 * detail} is a sentence for the caller and never holds secrets, class names or a library's message.
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

  /** As above; the cause is for the node's own log. */
  public ProblemException(ProblemType type, String check, String detail, Throwable cause) {
    super(detail, cause);
    this.type = type;
    this.check = check;
  }

  /** The same refusal whose document has this extension member too. */
  public ProblemException with(String member, String value) {
    ProblemException copy = new ProblemException(type, check, detail(), getCause());
    copy.extensions.putAll(extensions);
    copy.extensions.put(member, value);
    copy.retryAfter = retryAfter;
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  /** This refusal, which says after how long the same request may succeed (Retry-After). */
  public ProblemException after(Duration wait) {
    retryAfter = wait;
    return this;
  }

  /** Empty when nothing is known of it. */
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

  /** Members of the document beyond the standard ones. */
  public Map<String, String> extensions() {
    return Map.copyOf(extensions);
  }

  /** The document for this refusal; {@code instance} names this one occurrence. */
  public Problem problem(URI instance) {
    return new Problem(type, detail(), instance, Map.copyOf(extensions));
  }
}
