package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.chaining.GrantForm;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.transactiontoken.MintedToken;
import org.bailiwick.master.transactiontoken.StepTokenRequest;
import org.bailiwick.master.transactiontoken.Transaction;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The domain with a partner whose server takes grants, and an agent with a token for a step. */
abstract class ChainTestBase {

  static final String THERE = "https://as.other.example";
  static final String TXN_TOKEN = ReplacementExchange.TXN_TOKEN;
  static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  static final String TARGET =
      """
      {"audience": "https://as.other.example",
       "scopes": {"invoice.parse@1": "invoices.read", "fx.rates@1": "rates"},
       "clients": {"spiffe://bailiwick.example/agent/clerk": "clerk-of-bailiwick"},
       "subjects": {"https://as.partner.example#bob": "robert"},
       "resources": ["https://api.other.example"]}""";

  @TempDir Path folder;
  MasterRig rig;
  TokenEndpoint endpoint;
  TestAgent clerkAgent;
  TestLeaf clerk;
  MintedToken given;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    rig.otherPartner.takeGrants(TARGET);
    endpoint = rig.endpoint();
    clerkAgent = new TestAgent(rig.ca, "clerk", "invoice.parse@1");
    clerk = clerkAgent.leaf;
    TestAgent.list(rig, clerkAgent);
    given = stepOfPartnersJob(Map.of("sub", "spiffe://partner.example/agent/buyer"));
  }

  @AfterEach
  void stop() {
    clerkAgent.close();
    rig.close();
  }

  /** The token of a step of a job that the partner's buyer has posted with a grant of this act. */
  MintedToken stepOfPartnersJob(Map<String, Object> act) {
    Map<String, Object> claims = rig.partner.claims("invoice.parse@1 fx.rates@1 ledger.post@1");
    claims.put("act", act);
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", GrantExchange.GRANT_TYPE);
    form.putSingle("assertion", rig.partner.grant(claims));
    form.putSingle("client_id", rig.partner.buyer.id().toString());
    IssuedToken access =
        endpoint.issue(new TokenRequest(form), Optional.of(rig.foreign(rig.partner.buyer)));
    return stepOf(access.record(), "https://as.partner.example#alice");
  }

  MintedToken stepOf(TokenRecord access, String principal) {
    TokenRecord root =
        new TokenRecord(
            UUID.randomUUID().toString(),
            TokenKind.JOB,
            TokenOrigin.of(access.jti(), access.origin().caller()),
            Optional.empty(),
            Optional.of(new StepContext("job-1", Optional.empty())),
            access.scope(),
            new TokenLifetime(rig.clock.instant(), rig.clock.instant().plus(Duration.ofHours(1))),
            Optional.empty());
    rig.writer.commit(rig.ledger.insertion(root));
    MintedToken step =
        rig.mint.forStep(
            new StepTokenRequest(
                new Transaction("txn-1", principal, "job-1", "book", root),
                "reading",
                CapabilitySet.parseScope("invoice.parse@1 ledger.post@1"),
                AgentId.of(clerk.id())));
    rig.writer.commit(rig.ledger.insertion(step.record()));
    return step;
  }

  MultivaluedMap<String, String> form() {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", ReplacementExchange.GRANT_TYPE);
    form.putSingle("client_id", clerk.id().toString());
    form.putSingle("subject_token", given.compact());
    form.putSingle("subject_token_type", TXN_TOKEN);
    form.putSingle("requested_token_type", GrantForm.JWT.tokenType());
    form.putSingle("audience", THERE);
    return form;
  }

  MultivaluedMap<String, String> form(String name, String value) {
    MultivaluedMap<String, String> form = form();
    form.putSingle(name, value);
    return form;
  }

  IssuedToken issue(MultivaluedMap<String, String> form) {
    return issue(form, rig.agent(clerk));
  }

  IssuedToken issue(MultivaluedMap<String, String> form, VerifiedPeer peer) {
    return endpoint.issue(new TokenRequest(form), Optional.of(peer));
  }

  void refuses(MultivaluedMap<String, String> form, OAuthError error, String check) {
    refuses(form, rig.agent(clerk), error, check);
  }

  void refuses(
      MultivaluedMap<String, String> form, VerifiedPeer peer, OAuthError error, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, () -> issue(form, peer));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(rig.lastDenial()).isEqualTo(check);
    assertThat(rig.audit()).extracting(row -> row.event()).doesNotContain("grant.issued");
  }

  static JsonObject part(String compact, int index) {
    return StrictJson.object(
        new String(
            Base64.getUrlDecoder().decode(compact.split("\\.", -1)[index]),
            StandardCharsets.UTF_8));
  }

  static JsonObject actors(String... subjects) {
    JsonObject claim = null;
    for (String subject : List.of(subjects).reversed()) {
      var actor = Json.createObjectBuilder().add("sub", subject);
      claim = claim == null ? actor.build() : actor.add("act", claim).build();
    }
    return claim;
  }

  void refusesLater(MultivaluedMap<String, String> form, OAuthError error, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, () -> issue(form));
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(refusal.check()).isEqualTo(check);
  }
}
