package org.bailiwick.system.enrolment;

import static org.bailiwick.contract.problem.ProblemType.POLICY_DENIED;
import static org.bailiwick.contract.problem.ProblemType.USER_TOKEN_REJECTED;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.Jws;
import org.bailiwick.system.Nodes;

/** The user behind an agent (threats 15 and 34 to 37). */
class UserTokenIT extends EnrolmentTable {

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(keys(), parties(), times(), owners()).flatMap(rows -> rows);
  }

  private Stream<BadInput> keys() {
    return Stream.of(
        token("15 unsigned", t -> t.header("alg", "none"), "user-token-issuer-unknown"),
        token("34 MAC over the published key", this::signWithPublishedKey, "user-token-algorithm"),
        token(
            "34 algorithm not in the provider's list",
            t -> t.header("alg", "PS256"),
            "user-token-algorithm"),
        token(
            "35 key of somebody else under the provider's key id",
            t -> t.signedBy(TestKeys.rsa3072().getPrivate()),
            "user-token-signature"),
        token(
            "35 key id that the provider does not publish",
            t -> t.header("kid", "idp-2"),
            "user-token-key"),
        token(
            "35 provider that is not trusted",
            t -> t.claim("iss", "https://idp.attacker.example"),
            "user-token-issuer-unknown"),
        token(
            "35 provider's address with a slash more",
            t -> t.claim("iss", t.claim("iss") + "/"),
            "user-token-issuer-unknown"));
  }

  private Stream<BadInput> parties() {
    return Stream.of(
        token("36 other audience", t -> t.claim("aud", "payroll"), "user-token-audience"),
        token(
            "36 our audience and another",
            t -> t.claim("aud", List.of("bailiwick", "payroll")),
            "user-token-audience"),
        token("36 no audience", t -> t.without("aud"), "user-token-audience"),
        token("37 access token", t -> t.header("typ", "at+jwt"), "user-token-type"),
        token("37 logout token", t -> t.header("typ", "logout+jwt"), "user-token-type"));
  }

  private Stream<BadInput> times() {
    long now = Instant.now().getEpochSecond();
    return Stream.of(
        token("15 no expiry", t -> t.without("exp"), "user-token-claim-exp"),
        token("15 expired", t -> t.claim("exp", now - 1), "user-token-expired"),
        token("15 issued long ago", t -> t.claim("iat", now - 3600), "user-token-too-old"),
        token("15 issued in the future", t -> t.claim("iat", now + 3600), "user-token-from-future"),
        token("15 nobody", t -> t.without("sub"), "user-token-claim-sub"),
        token("15 not JSON", t -> t.payload("alice"), "user-token-issuer-unknown"),
        token(
            "15 a claim twice",
            t -> t.payload("{\"iss\":\"a\",\"iss\":\"b\"}"),
            "user-token-issuer-unknown"));
  }

  private Stream<BadInput> owners() {
    return Stream.of(
        denied("15 user who does not own", e -> e.statement().claim("owner", "Executive Board")),
        denied("15 another user", e -> e.user().claim("sub", "mallory")),
        denied("15 owner in another case", e -> e.statement().claim("owner", "treasury")));
  }

  private BadInput token(String name, Consumer<Jws> change, String check) {
    return row(name, e -> change.accept(e.user()), USER_TOKEN_REJECTED, check);
  }

  private BadInput denied(String name, Consumer<Enrolment> change) {
    return row(name, change, POLICY_DENIED, "owner-not-allowed");
  }

  private void signWithPublishedKey(Jws token) {
    byte[] published =
        Nodes.read(nodes.outside().resolve("idp/public/jwks.json"))
            .getBytes(StandardCharsets.UTF_8);
    token.header("alg", "HS256").signedBy(new SecretKeySpec(published, "HmacSHA256"));
  }
}
