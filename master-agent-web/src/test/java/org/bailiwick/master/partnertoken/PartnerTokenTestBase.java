package org.bailiwick.master.partnertoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A partner whose server's access tokens count, and requests with them. */
abstract class PartnerTokenTestBase {

  static final String RULE = "any-of(all-of(mtls,access-token),all-of(mtls,partner-access-token))";

  /** The terms of tokens by JWT. */
  static final String BY_JWT = accessTokens("\"by\":\"jwt\"");

  @TempDir Path folder;
  MasterRig rig;
  VerifiedPeer buyer;
  CallerAuthenticator callers;

  @BeforeEach
  final void startRig() {
    rig = new MasterRig(folder);
    buyer = rig.foreign(rig.partner.buyer);
    callers = new CallerAuthenticator(RULE, rig.methods);
  }

  @AfterEach
  final void stopRig() {
    rig.close();
  }

  static String accessTokens(String members) {
    return ",\"access_tokens\":{\"audience\":\"%s\",\"scopes\":{\"rates.read\":\"fx.rates@1\",\"books.write\":\"ledger.post@1\"},%s}"
        .formatted(MasterRig.ISSUER, members);
  }

  /** Writes the partner's description with these members of its server, which the node reads. */
  final void describe(String ofServer) {
    describe("", ofServer);
  }

  final void describe(String members, String ofServer) {
    rig.partner.describe(members, ofServer);
    rig.clock.move(Duration.ofSeconds(3));
  }

  /** The claims of a token that counts, bound to the buyer's certificate. */
  final Map<String, Object> claims() {
    Map<String, Object> claims = rig.partner.claims("openid rates.read");
    claims.put("aud", List.of("account", MasterRig.ISSUER));
    claims.put("cnf", Map.of("x5t#S256", buyer.thumbprint()));
    return claims;
  }

  /** The same claims with one more or another one; null takes it away. */
  final Map<String, Object> claims(String name, Object value) {
    Map<String, Object> claims = claims();
    if (value == null) {
      claims.remove(name);
    } else {
      claims.put(name, value);
    }
    return claims;
  }

  final String token(Map<String, Object> claims) {
    return rig.partner.sign(claims, "RS256", "at+jwt");
  }

  static PresentedCredentials request(Optional<VerifiedPeer> peer, String... authorization) {
    return request(peer, Map.of("authorization", List.of(authorization)));
  }

  static PresentedCredentials request(
      Optional<VerifiedPeer> peer, Map<String, List<String>> headers) {
    return new PresentedCredentials(
        peer, new RequestHead("POST", "v1/jobs", new HashMap<>(headers), Set.of()));
  }

  final PresentedCredentials bearer(String token) {
    return request(Optional.of(buyer), "Bearer " + token);
  }

  final Caller authenticate(String token) {
    return callers.authenticate(bearer(token));
  }

  final void refuses(PresentedCredentials presented, ProblemType type, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> callers.authenticate(presented));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
  }

  final void refuses(String token, String check) {
    refuses(bearer(token), ProblemType.ACCESS_TOKEN_INVALID, check);
  }

  /** The ids of partners' tokens in the ledger. */
  final List<String> accepted() {
    return rig.column("select jti from token where kind = 'partner'");
  }
}
