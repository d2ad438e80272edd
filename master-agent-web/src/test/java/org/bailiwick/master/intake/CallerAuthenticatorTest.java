package org.bailiwick.master.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallerAuthenticatorTest {

  @TempDir Path folder;
  private MasterRig rig;
  private VerifiedPeer buyer;
  private CallerAuthenticator both;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    buyer = rig.foreign(rig.partner.buyer);
    both = new CallerAuthenticator("all-of(mtls,access-token)", rig.methods);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private JsonObjectBuilder claims(String jti) {
    long now = rig.clock.instant().getEpochSecond();
    return Json.createObjectBuilder()
        .add("iss", MasterRig.ISSUER)
        .add("aud", MasterRig.ISSUER)
        .add("sub", "https://as.partner.example#s")
        .add("client_id", buyer.id().toString())
        .add("iat", now)
        .add("exp", now + 300)
        .add("jti", jti)
        .add("scope", "fx.rates@1")
        .add("cnf", Json.createObjectBuilder().add("x5t#S256", buyer.thumbprint()));
  }

  private String recorded(String jti) {
    rig.accessToken(jti, buyer, "fx.rates@1");
    return jti;
  }

  private String token() {
    return rig.tokens.sign("at+jwt", claims(recorded(UUID.randomUUID().toString())).build());
  }

  private static PresentedCredentials presented(
      Optional<VerifiedPeer> peer, Set<String> query, String... authorization) {
    return new PresentedCredentials(
        peer,
        new RequestHead("POST", "v1/jobs", Map.of("authorization", List.of(authorization)), query));
  }

  private PresentedCredentials with(String... authorization) {
    return presented(Optional.of(buyer), Set.of(), authorization);
  }

  private void refuses(PresentedCredentials presented, ProblemType type, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> both.authenticate(presented));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.check()).isEqualTo(check);
  }

  @Test
  void authenticatesByCertificateAndToken() {
    Caller caller = both.authenticate(with("bEARER " + token()));
    assertThat(caller.authenticatedBy()).isEqualTo(Set.of("mtls", "access-token"));
    assertThat(caller.token().orElseThrow().scope().scope()).isEqualTo("fx.rates@1");
  }

  @Test
  void namesTheCallerAndItsPrincipal() {
    Caller caller = both.authenticate(with("Bearer " + token()));
    assertThat(caller.identity()).isEqualTo(CallerIdentity.of(buyer));
    assertThat(caller.owner().orElseThrow().principal()).isEqualTo("https://as.partner.example#s");
  }

  @Test
  void aPeerThatIsNoCallerIsRefusedWhateverTheRule() {
    CallerAuthenticator byCertificate = new CallerAuthenticator("mtls", rig.methods);
    PresentedCredentials officer = presented(Optional.of(rig.operator("officer")), Set.of());
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> byCertificate.authenticate(officer))
                .check())
        .isEqualTo("peer-kind");
  }

  @Test
  void threat45EachMemberOfAnAndIsNeeded() {
    refuses(with(), ProblemType.ACCESS_TOKEN_INVALID, "access-token-missing");
    refuses(
        presented(Optional.empty(), Set.of()),
        ProblemType.PEER_CERTIFICATE_REQUIRED,
        "peer-certificate-required");
    refuses(
        presented(Optional.empty(), Set.of(), "Bearer " + token()),
        ProblemType.PEER_CERTIFICATE_REQUIRED,
        "peer-certificate-required");
  }

  @Test
  void threat45AnInvalidTokenIsNotSavedByAValidCertificate() {
    CallerAuthenticator either = new CallerAuthenticator("any-of(mtls,access-token)", rig.methods);
    assertThat(either.authenticate(with()).authenticatedBy()).isEqualTo(Set.of("mtls"));
    assertThat(
            catchThrowableOfType(
                    ProblemException.class, () -> either.authenticate(with("Bearer forged")))
                .check())
        .isEqualTo("access-token-format");
  }

  @Test
  void threat46RefusesATokenInTheQueryOrTwice() {
    refuses(
        presented(Optional.of(buyer), Set.of("access_token"), "Bearer " + token()),
        ProblemType.MALFORMED_REQUEST,
        "token-in-query");
    refuses(
        with("Bearer " + token(), "Bearer x"),
        ProblemType.MALFORMED_REQUEST,
        "authorization-repeated");
    refuses(with("Basic eDp5"), ProblemType.MALFORMED_REQUEST, "authorization-scheme");
  }

  @Test
  void threat37RefusesOtherTokensOfOursAsAnAccessToken() {
    for (String typ : List.of("txntoken+jwt", "JWT", "dpop+jwt", "statuslist+jwt")) {
      String other = rig.tokens.sign(typ, claims(recorded(UUID.randomUUID().toString())).build());
      refuses(with("Bearer " + other), ProblemType.ACCESS_TOKEN_INVALID, "access-token-type");
    }
  }

  @Test
  void refusesATokenForAnotherResourceOrAnotherClient() {
    String elsewhere =
        rig.tokens.sign(
            "at+jwt",
            claims(recorded(UUID.randomUUID().toString())).add("aud", "https://x").build());
    refuses(with("Bearer " + elsewhere), ProblemType.ACCESS_TOKEN_INVALID, "access-token-audience");
    String other =
        rig.tokens.sign(
            "at+jwt",
            claims(recorded(UUID.randomUUID().toString()))
                .add("client_id", "spiffe://partner.example/agent/x")
                .build());
    refuses(with("Bearer " + other), ProblemType.ACCESS_TOKEN_INVALID, "access-token-client");
  }

  @Test
  void refusesATokenThatWasNeverRecordedOrHasExpired() {
    String unknown = rig.tokens.sign("at+jwt", claims("never").build());
    refuses(with("Bearer " + unknown), ProblemType.ACCESS_TOKEN_INVALID, "access-token-unknown");
    String good = token();
    rig.clock.move(Duration.ofMinutes(5));
    refuses(with("Bearer " + good), ProblemType.ACCESS_TOKEN_INVALID, "access-token-expired");
  }

  @Test
  void aTokenOfARemovedPartnerIsRefused() {
    String good = token();
    assertThat(both.authenticate(with("Bearer " + good)).token()).isPresent();
    rig.partner.remove();
    rig.clock.move(Duration.ofSeconds(3));
    refuses(with("Bearer " + good), ProblemType.ACCESS_TOKEN_INVALID, "partner-removed");
  }

  /** The partner may be back when the operator has corrected the file. */
  @Test
  void whileAPartnersFileIsFaultyItsTokensAreRefusedForNow() {
    String good = token();
    rig.partner.write("{");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(
        with("Bearer " + good), ProblemType.DEPENDENCY_UNAVAILABLE, "partner-description-faulty");
  }
}
