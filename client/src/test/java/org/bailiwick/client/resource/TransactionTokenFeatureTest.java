package org.bailiwick.client.resource;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.bailiwick.client.testing.TestTokens;
import org.bailiwick.client.transactiontoken.TransactionTokenVerifier;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

/** The filter in a real JAX-RS runtime, which is called without a listener. */
class TransactionTokenFeatureTest {
  private static final String DOMAIN = "bailiwick.example";
  private static final String SELF = "spiffe://bailiwick.example/service/ledger";
  private static final TestCa CA = TestCa.withoutRevocation(DOMAIN);
  private static final TestLeaf CALLER = CA.agent("ledger-writer", "ledger.post@1");
  private static final TestLeaf OTHER = CA.agent("other", "ledger.post@1");
  private static final TestTokens TOKENS = new TestTokens("key-1", DOMAIN);
  private static final URI BASE = URI.create("https://ledger.bailiwick.example/");

  /** A service that a reader of the documentation would write. */
  @Path("entries")
  public static class Entries {
    @POST
    @NeedsCapability("ledger.post@1")
    public String post(String entry, @Context SecurityContext caller) {
      TransactionPrincipal principal = (TransactionPrincipal) caller.getUserPrincipal();
      return entry + " by " + principal.getName() + " of " + principal.token().job();
    }

    @GET
    public String forgotten() {
      return "everything";
    }
  }

  private boolean revoked;
  private boolean reachable = true;

  private final ApplicationHandler service =
      new ApplicationHandler(
          new ResourceConfig(Entries.class)
              .register(
                  new TransactionTokenFeature(
                      new TransactionTokenVerifier(this::jwks, CA.domain(), Clock.systemUTC()),
                      SpiffeId.parse(SELF),
                      this::requireGood,
                      Clock.systemUTC())));

  private String jwks() {
    if (!reachable) {
      throw new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, "gone", "Gone");
    }
    return TOKENS.jwks();
  }

  private void requireGood(List<X509Certificate> chain) {
    if (revoked) {
      throw new ProblemException(ProblemType.CREDENTIAL_REVOKED, "peer-revoked", "Revoked");
    }
  }

  private static String token(Consumer<JwtClaims> change) {
    JwtClaims claims = TOKENS.claims("ledger.post@1 receipt.write@1", CALLER.id().toString());
    claims.setClaim("rctx", Map.of("step", "booking", "callee", SELF));
    change.accept(claims);
    return TOKENS.sign(claims);
  }

  private static String token() {
    return token(claims -> {});
  }

  private ContainerResponse post(TestLeaf caller, String token, String... more) {
    return call("POST", Optional.of(caller), Map.of("Txn-Token", token), more);
  }

  private ContainerResponse call(
      String method, Optional<TestLeaf> caller, Map<String, String> headers, String... more) {
    MapPropertiesDelegate properties = new MapPropertiesDelegate();
    caller.ifPresent(
        leaf ->
            properties.setProperty(
                "jakarta.servlet.request.X509Certificate",
                new X509Certificate[] {leaf.certificate()}));
    ContainerRequest request =
        new ContainerRequest(
            BASE, BASE.resolve("entries"), method, null, properties, service.getConfiguration());
    headers.forEach(request::header);
    for (int i = 0; i < more.length; i += 2) {
      request.header(more[i], more[i + 1]);
    }
    if (method.equals("POST")) {
      request.header("Content-Type", "text/plain");
      request.setEntityStream(new ByteArrayInputStream("entry".getBytes(StandardCharsets.UTF_8)));
    }
    try {
      return service.apply(request).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void refuses(ContainerResponse answer, ProblemType type) {
    assertThat(answer.getStatus()).isEqualTo(type.status());
    assertThat(answer.getMediaType()).hasToString("application/problem+json");
    assertThat(answer.getEntity().toString()).contains(type.slug()).contains("urn:uuid:");
  }

  @Test
  void letsTheCallerOfTheTokenThroughAndTellsTheMethodWhoItIs() {
    ContainerResponse answer = post(CALLER, token());
    assertThat(answer.getStatus()).isEqualTo(200);
    assertThat(answer.getEntity())
        .isEqualTo("entry by spiffe://bailiwick.example/agent/ledger-writer of job-1");
  }

  @Test
  void refusesARequestWithoutExactlyOneToken() {
    refuses(
        call("POST", Optional.of(CALLER), Map.of("Authorization", "Bearer " + token())),
        ProblemType.ACCESS_TOKEN_INVALID);
    refuses(post(CALLER, token(), "Txn-Token", token()), ProblemType.ACCESS_TOKEN_INVALID);
  }

  @Test
  void refusesACallerWithoutCertificateOrWithARevokedOne() {
    refuses(
        call("POST", Optional.empty(), Map.of("Txn-Token", token())),
        ProblemType.PEER_CERTIFICATE_REQUIRED);
    revoked = true;
    refuses(post(CALLER, token()), ProblemType.CREDENTIAL_REVOKED);
  }

  /** Threat 56: what a sibling of the caller, or the callee of another token, can show. */
  @Test
  void threat56RefusesTheTokenOfAnotherWorkloadAndForAnotherService() {
    refuses(post(OTHER, token()), ProblemType.ACCESS_TOKEN_INVALID);
    String elsewhere =
        token(c -> c.setClaim("rctx", Map.of("callee", "spiffe://bailiwick.example/service/x")));
    refuses(post(CALLER, elsewhere), ProblemType.ACCESS_TOKEN_INVALID);
  }

  @Test
  void refusesATokenThatIsNoneHere() {
    refuses(post(CALLER, token(TestTokens::expire)), ProblemType.ACCESS_TOKEN_INVALID);
    refuses(
        post(CALLER, token(c -> c.setAudience("partner.example"))),
        ProblemType.ACCESS_TOKEN_INVALID);
    JwtClaims claims = TOKENS.claims("ledger.post@1", CALLER.id().toString());
    refuses(post(CALLER, TOKENS.sign("at+jwt", claims)), ProblemType.ACCESS_TOKEN_INVALID);
    refuses(
        post(CALLER, new TestTokens("key-1", DOMAIN).sign(claims)),
        ProblemType.ACCESS_TOKEN_INVALID);
  }

  @Test
  void refusesAScopeThatDoesNotCoverTheMethod() {
    refuses(
        post(CALLER, token(c -> c.setClaim("scope", "receipt.write@1"))),
        ProblemType.INSUFFICIENT_SCOPE);
  }

  @Test
  void refusesAMethodThatNamesNoCapability() {
    refuses(
        call("GET", Optional.of(CALLER), Map.of("Txn-Token", token())),
        ProblemType.CAPABILITY_NOT_GRANTED);
  }

  @Test
  void aTokenIsForOneOperation() {
    String token = token();
    assertThat(post(CALLER, token, "Idempotency-Key", "job-1/a").getStatus()).isEqualTo(200);
    assertThat(post(CALLER, token, "Idempotency-Key", "job-1/a").getStatus()).isEqualTo(200);
    refuses(post(CALLER, token, "Idempotency-Key", "job-1/b"), ProblemType.ACCESS_TOKEN_INVALID);
  }

  @Test
  void aTokenThatIsRestrictedToAnOrderIsForNoOther() {
    String digest = Sha256.hex("entry");
    assertThat(post(CALLER, forOrder(digest)).getStatus()).isEqualTo(200);
    refuses(post(CALLER, forOrder(Sha256.hex("another"))), ProblemType.ACCESS_TOKEN_INVALID);
  }

  private static String forOrder(String digest) {
    return token(c -> c.setClaim("rctx", Map.of("callee", SELF, "order_sha256", digest)));
  }

  @Test
  void withoutTheKeysOfTheMasterAgentNothingPasses() {
    reachable = false;
    ContainerResponse answer = post(CALLER, token());
    refuses(answer, ProblemType.DEPENDENCY_UNAVAILABLE);
    assertThat(answer.getHeaderString("Retry-After")).isEqualTo("1");
  }
}
