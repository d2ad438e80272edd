package org.bailiwick.master.decisionpoint;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.policy.authzen.AnswerWriter;

/**
 * Signs the metadata of the decision point (section 9.1.2), at most once in five minutes, since
 * everybody may ask for them and each signature is one of the HSM.
 */
@ApplicationScoped
class SignedMetadata {
  private static final String TYP = "authzen-metadata+jwt";
  private static final Duration REFRESHED_AFTER = Duration.ofMinutes(5);
  private static final Duration LIFETIME = Duration.ofHours(1);

  private record Signed(String jwt, Instant at) {}

  private OwnTokens tokens;
  private Clock clock;
  private volatile Optional<Signed> last = Optional.empty();

  /** For the container. */
  SignedMetadata() {}

  @Inject
  SignedMetadata(OwnTokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * The members as claims of a JWT; empty while the node cannot sign.
   *
   * @param issuer the decision point
   */
  Optional<String> of(String issuer, Map<String, Object> members) {
    Instant now = clock.instant();
    Optional<Signed> fresh =
        last.filter(
            each -> !each.at().isAfter(now) && each.at().plus(REFRESHED_AFTER).isAfter(now));
    return fresh.isPresent() ? fresh.map(Signed::jwt) : sign(issuer, members, now);
  }

  private synchronized Optional<String> sign(
      String issuer, Map<String, Object> members, Instant now) {
    if (last.filter(each -> each.at().equals(now)).isPresent()) {
      return last.map(Signed::jwt);
    }
    JsonObject claims = StrictJson.object(AnswerWriter.document(members));
    JsonObjectBuilder signed = Json.createObjectBuilder(claims).add("iss", issuer);
    signed.add("iat", now.getEpochSecond()).add("exp", now.plus(LIFETIME).getEpochSecond());
    try {
      last = Optional.of(new Signed(tokens.sign(TYP, signed.build()), now));
      return last.map(Signed::jwt);
    } catch (ProblemException cannotSign) {
      return Optional.empty();
    }
  }
}
