package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import org.bailiwick.master.clientauth.ShownProofs;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exchanges of tokens by an agent whose key is attested, and which has no certificate. */
class AttestedExchangeTest extends ChainTestBase {

  private final TestDpopKey instance = TestDpopKey.ec();

  @BeforeEach
  void trust() {
    rig.attester.trust(clerk.id().toString());
  }

  private IssuedToken exchange(MultivaluedMap<String, String> form) {
    String proof =
        instance
            .proof("POST", MasterRig.ISSUER + "/oauth/token", rig.clock.instant())
            .nonce(rig.proofs)
            .compact();
    List<String> attestation = rig.attester.attestation(clerk.id().toString(), instance).header();
    ShownProofs shown = new ShownProofs(List.of(proof), attestation, List.of());
    return endpoint.issue(new TokenRequest(form, false, false, shown), Optional.empty());
  }

  private String refusal(MultivaluedMap<String, String> form) {
    return catchThrowableOfType(OAuthRefusal.class, () -> exchange(form)).check();
  }

  @Test
  void aGrantForAnotherDomainIsBoundToTheAttestedKey() {
    JsonObject claims = part(exchange(form()).compact(), 1);
    assertThat(claims.getJsonObject("cnf").toString())
        .isEqualTo("{\"jkt\":\"" + instance.thumbprint() + "\"}");
    assertThat(claims.getString("client_id")).isEqualTo(clerk.id().toString());
  }

  /** Its own access token is one that is bound to the same key. */
  @Test
  void itsOwnAccessTokenIsExchangedWithTheSameKey() {
    rig.ownCallers.allow(clerk, "invoice.parse@1");
    MultivaluedMap<String, String> own = new MultivaluedHashMap<>();
    own.putSingle("grant_type", "client_credentials");
    String token = exchange(own).compact();
    MultivaluedMap<String, String> form = form();
    form.putSingle("subject_token", token);
    form.putSingle("subject_token_type", ACCESS_TOKEN);
    assertThat(part(exchange(form).compact(), 1).getString("sub")).isEqualTo(clerk.id().toString());
  }

  @Test
  void aTransactionTokenIsExchangedForANarrowerOne() {
    try (TestAgent parser = new TestAgent(rig.ca, "parser", "invoice.parse@1")) {
      TestAgent.list(rig, clerkAgent, parser);
      MultivaluedMap<String, String> form = form();
      form.remove("client_id");
      form.putSingle("requested_token_type", ReplacementExchange.TXN_TOKEN);
      form.putSingle("audience", MasterRig.DOMAIN);
      form.putSingle("scope", "invoice.parse@1");
      form.putSingle("resource", parser.leaf.id().toString());
      IssuedToken narrower = exchange(form);
      assertThat(narrower.issuedTokenType()).contains(ReplacementExchange.TXN_TOKEN);
      assertThat(rig.mint.read(narrower.compact()).call().workloads())
          .contains(clerk.id().toString());
    }
  }

  @Test
  void anAgentThatIsNotListedExchangesNothing() {
    TestAgent.list(rig);
    assertThat(refusal(form())).isEqualTo("caller-not-listed");
  }
}
