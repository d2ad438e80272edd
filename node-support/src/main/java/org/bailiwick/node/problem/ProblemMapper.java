package org.bailiwick.node.problem;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.RedirectionException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.pace.RetryAfterSpread;

/**
 * Turns every throwable of a request into one problem document (RFC 9457), one log line and one
 * audit row. Of many similar refusals of unknown callers only the first has line and row; the
 * others are counted. An answer holds only sentences of this project, never the message of a
 * library.
 */
@Provider
public final class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final StructuredLog LOG = StructuredLog.of(ProblemMapper.class);

  private final RetryAfterSpread spread = new RetryAfterSpread();
  private final AuditedProblems audit;

  public ProblemMapper(AuditedProblems audit) {
    this.audit = audit;
  }

  @Override
  public Response toResponse(Throwable thrown) {
    if (thrown instanceof RedirectionException redirection) {
      return redirection.getResponse();
    }
    Refusal refusal = Refusal.of(thrown);
    Problem problem =
        new Problem(
            refusal.type(),
            refusal.detail(),
            URI.create("urn:uuid:" + UUID.randomUUID()),
            refusal.extensions());
    if (audit.record(problem, refusal.check())) {
      log(problem, refusal, thrown);
    }
    return answer(problem, refusal, thrown);
  }

  private static void log(Problem problem, Refusal refusal, Throwable thrown) {
    Map<String, Object> fields =
        Map.of(
            "type", problem.type().slug(),
            "status", problem.type().status(),
            "check", refusal.check(),
            "instance", problem.instance().toString());
    boolean isFault =
        problem.type().status() >= 500 && problem.type() != ProblemType.NOT_IMPLEMENTED;
    if (isFault && refusal.retryAfter().isEmpty()) {
      LOG.fault("request.failed", fields, thrown);
    } else {
      LOG.info("request.refused", fields);
    }
  }

  private Response answer(Problem problem, Refusal refusal, Throwable thrown) {
    ProblemType type = problem.type();
    Response.ResponseBuilder answer =
        Response.status(type.status())
            .type(Problem.MEDIA_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(JsonText.of(problem.members()));
    if (type.status() == 401 || type == ProblemType.INSUFFICIENT_SCOPE) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, challenge(problem));
    }
    // Whole seconds (RFC 9110 section 10.2.3), rounded up.
    timeToWait(refusal)
        .map(time -> time.plusMillis(999).toSeconds())
        .ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, seconds));
    if (thrown instanceof NotAllowedException notAllowed) {
      answer.header(HttpHeaders.ALLOW, notAllowed.getResponse().getHeaderString(HttpHeaders.ALLOW));
    }
    return answer.build();
  }

  private Optional<Duration> timeToWait(Refusal refusal) {
    int status = refusal.type().status();
    return status == 503 || status == 429
        ? refusal.retryAfter().or(() -> Optional.of(spread.next()))
        : refusal.retryAfter();
  }

  /**
   * The challenge that each 401 needs (RFC 9110 section 11.6.1). For tokens it is that of RFC 6750
   * section 3, with the required scope if known, or of RFC 9470 section 3, with the required
   * sign-in, for proofs that of RFC 9449 section 7.1, for passwords that of RFC 7617; for
   * certificates, API keys and signatures of requests no scheme is registered, so the name only
   * tells a person what is missing.
   */
  private static String challenge(Problem problem) {
    return switch (problem.type()) {
      case ACCESS_TOKEN_INVALID -> "Bearer error=\"invalid_token\"";
      case DPOP_PROOF_INVALID -> "DPoP error=\"invalid_dpop_proof\"";
      case DPOP_NONCE_REQUIRED -> "DPoP error=\"use_dpop_nonce\"";
      case INSUFFICIENT_SCOPE ->
          "Bearer error=\"insufficient_scope\"" + parameter(problem, "scope");
      case INSUFFICIENT_USER_AUTHENTICATION ->
          "Bearer error=\"insufficient_user_authentication\""
              + ", error_description=\"The person must sign in again\""
              + parameter(problem, "acr_values")
              + parameter(problem, "max_age");
      case PASSWORD_INVALID -> "Basic realm=\"Bailiwick\", charset=\"UTF-8\"";
      case API_KEY_INVALID -> "ApiKey";
      case SIGNATURE_INVALID -> "HttpMessageSignature";
      default -> "ClientCertificate";
    };
  }

  /** Of an extension member without quotation marks and backslashes. */
  private static String parameter(Problem problem, String name) {
    Object needed = problem.extensions().get(name);
    return needed == null ? "" : ", " + name + "=\"" + needed + "\"";
  }
}
