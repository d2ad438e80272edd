package org.bailiwick.client.job;

import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.bailiwick.client.http.JsonAnswer;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Posts jobs to the Master Agent. A caller of another domain first exchanges a JWT of its own
 * authorization server for a certificate-bound token; an agent of the domain gets one without.
 */
public final class JobClient implements AutoCloseable {
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Set<String> ENDED = Set.of("done", "failed", "cancelled");

  private final JsonEndpoint master;

  /** The TLS context shows the caller's certificate and trusts the Master Agent's node. */
  public JobClient(URI master, SSLContext tls) {
    this.master = new JsonEndpoint(master, tls);
  }

  /** Gets an access token of this scope for a grant (RFC 7523 section 2.1, RFC 8705 section 3). */
  public String token(String assertion, String clientId, CapabilitySet scope) {
    JsonAnswer answer =
        master.postForm(
            "/oauth/token",
            Map.of(
                "grant_type", GRANT,
                "assertion", assertion,
                "client_id", clientId,
                "scope", scope.scope()),
            Map.of());
    return answer.body().getString("access_token");
  }

  /**
   * Gets an access token of this scope for an agent of the Master Agent's own domain, which has
   * work done in its own name (RFC 6749 section 4.4, RFC 8705 section 3). The operator must have
   * described the agent.
   *
   * @param agent the SPIFFE id in the certificate of the connection
   */
  public String ownToken(String agent, CapabilitySet scope) {
    JsonAnswer answer =
        master.postForm(
            "/oauth/token",
            Map.of("grant_type", "client_credentials", "client_id", agent, "scope", scope.scope()),
            Map.of());
    return answer.body().getString("access_token");
  }

  /** Posts a job and returns its URI; the same key and job again return the same URI. */
  public URI post(String token, JsonObject job, String idempotencyKey) {
    Map<String, String> headers =
        Map.of("Authorization", "Bearer " + token, "Idempotency-Key", idempotencyKey);
    return master
        .post("/v1/jobs", job, headers)
        .location()
        .orElseThrow(
            () -> unavailable("job-without-location", "The job was accepted without a Location"));
  }

  public JsonObject find(String token, URI job) {
    return master.get(job.toString(), bearer(token)).body();
  }

  /**
   * Waits until the job is done, failed or cancelled, and returns it. After a refusal with
   * Retry-After it asks again.
   *
   * @throws ProblemException DEPENDENCY_UNAVAILABLE if the job has not ended within the limit
   */
  public JsonObject await(String token, URI job, Duration limit) throws InterruptedException {
    for (long left = limit.toMillis(); left > 0; ) {
      long pause = POLL.toMillis();
      try {
        JsonObject state = find(token, job);
        if (ENDED.contains(state.getString("state", ""))) {
          return state;
        }
      } catch (ProblemException refusal) {
        pause = Math.max(pause, refusal.retryAfter().orElseThrow(() -> refusal).toMillis());
      }
      Thread.sleep(Math.min(pause, left));
      left -= pause;
    }
    throw unavailable("job-still-running", "The job has not ended within the time given");
  }

  public void cancel(String token, URI job) {
    master.delete(job.toString(), bearer(token));
  }

  /**
   * Revokes an access token (RFC 7009), which ends with all that rests on it: jobs that were posted
   * with it and still run are cancelled.
   */
  public void revoke(String token, String clientId) {
    master.postForm("/oauth/revoke", Map.of("token", token, "client_id", clientId), Map.of());
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  private static ProblemException unavailable(String check, String detail) {
    return new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, check, detail);
  }

  @Override
  public void close() {
    master.close();
  }
}
