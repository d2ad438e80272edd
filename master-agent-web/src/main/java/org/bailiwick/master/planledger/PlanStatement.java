package org.bailiwick.master.planledger;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The statement of this Master Agent that it accepted a plan for a job: a JWS without expiry. It
 * names the job, so that the plan of one job cannot be put under another.
 *
 * @param version version of the plan's text
 * @param sha256 hex digest of the plan's text
 * @param madeAt time of the signature, in whole seconds
 */
record PlanStatement(
    String planId, String jobId, PlanOrigin origin, int version, String sha256, Instant madeAt) {

  /** The {@code typ} of a statement. */
  static final String TYPE = "plan+jwt";

  JsonObject claims(String issuer) {
    return Json.createObjectBuilder()
        .add("iss", issuer)
        .add("jti", planId)
        .add("job", jobId)
        .add("origin", origin.text())
        .add("version", version)
        .add("sha256", sha256)
        .add("iat", madeAt.getEpochSecond())
        .build();
  }

  /** Whether the payload of a verified JWS is this statement by this issuer, and nothing else. */
  boolean isIn(Optional<String> payload, String issuer) {
    try {
      return payload.map(StrictJson::object).filter(claims(issuer)::equals).isPresent();
    } catch (ProblemException notJson) {
      return false;
    }
  }
}
