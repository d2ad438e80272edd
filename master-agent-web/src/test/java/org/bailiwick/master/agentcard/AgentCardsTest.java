package org.bailiwick.master.agentcard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.push.PushSettings;
import org.bailiwick.master.push.TestPushes;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.card.CardSignatures;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.node.outbound.Origin;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what the cards show, and their signatures (A2A 1.0 section 8). */
class AgentCardsTest {
  @TempDir private Path folder;
  @TempDir private Path rules;
  private MasterRig rig;
  private TestAgent reader;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    reader = new TestAgent(rig.ca, "invoice-reader", "invoice.parse@1", "till.count@1");
    TestAgent.list(rig, reader);
  }

  @AfterEach
  void stop() {
    reader.close();
    rig.close();
  }

  private static JsonObject read(String card) {
    return StrictJson.object(card);
  }

  private static List<String> skills(JsonObject card) {
    return card.getJsonArray("skills").getValuesAs(JsonObject.class).stream()
        .map(skill -> skill.getString("id"))
        .toList();
  }

  @Test
  void thePublicCardShowsWhatTheMetadataPublishesAndNoMore() {
    JsonObject card = read(TestCards.of(rig).published().text());
    assertThat(skills(card)).startsWith("job").doesNotContain("till.count@1");
    assertThat(card.toString()).doesNotContain("invoice-reader", "spiffe:");
    assertThat(card.getJsonObject("capabilities").toString())
        .startsWith(
            "{\"streaming\":true,\"pushNotifications\":false,\"extendedAgentCard\":true,"
                + "\"extensions\":[{\"uri\":\"urn:bailiwick:a2a:agent-search\"")
        .contains("\"discovery\":\"" + TestCards.REGISTRY + "/v1/discovery\"");
    PushSettings told = TestPushes.settings(Set.of(new Origin("hook.example", 443)), Set.of());
    assertThat(read(TestCards.of(rig, Optional.empty(), told).published().text()).toString())
        .contains("\"pushNotifications\":true")
        .doesNotContain("hook.example");
    assertThat(card.getJsonArray("supportedInterfaces").toString())
        .contains("\"JSONRPC\",\"protocolVersion\":\"1.0\"", "\"HTTP+JSON\"")
        .contains(MasterRig.ISSUER + "/a2a");
  }

  @Test
  void theExtendedCardShowsWhatTheCallerMayUseAndSomebodyHas() {
    CapabilitySet rights =
        CapabilitySet.parse(List.of("invoice.parse@1", "fx.rates@1", "till.count@1"));
    assertThat(skills(read(TestCards.of(rig).extended(rights))))
        .containsExactly("job", "invoice.parse@1", "till.count@1");
    assertThat(skills(read(TestCards.of(rig).extended(CapabilitySet.of())))).containsExactly("job");
  }

  /** The schemes are those of the rule in force, and each way of the rule is one requirement. */
  @Test
  void declaresTheRuleOfAuthentication() throws IOException {
    JsonObject builtIn = read(TestCards.of(rig).published().text());
    assertThat(builtIn.getJsonArray("securityRequirements").toString())
        .isEqualTo("[{\"schemes\":{\"access-token\":{},\"mtls\":{}}}]");
    JsonObject oauth =
        builtIn
            .getJsonObject("securitySchemes")
            .getJsonObject("access-token")
            .getJsonObject("oauth2SecurityScheme");
    assertThat(oauth.getString("oauth2MetadataUrl"))
        .isEqualTo(MasterRig.ISSUER + "/.well-known/oauth-authorization-server");
    assertThat(
            oauth.getJsonObject("flows").getJsonObject("clientCredentials").getString("tokenUrl"))
        .isEqualTo(MasterRig.ISSUER + "/oauth/token");

    write("jobs", "all-of(mtls,access-token)");
    write("oversight", "mtls");
    write("a2a", "any-of(all-of(mtls,any-of(access-token,api-key)),access-token-dpop)");
    JsonObject other = read(TestCards.of(rig, Optional.of(rules)).published().text());
    assertThat(other.getJsonArray("securityRequirements").toString())
        .isEqualTo(
            "[{\"schemes\":{\"access-token\":{},\"mtls\":{}}},"
                + "{\"schemes\":{\"api-key\":{},\"mtls\":{}}},"
                + "{\"schemes\":{\"access-token-dpop\":{}}}]");
    assertThat(other.getJsonObject("securitySchemes"))
        .containsOnlyKeys("mtls", "access-token", "api-key", "access-token-dpop");
  }

  private void write(String service, String rule) throws IOException {
    Files.writeString(
        rules.resolve(service + ".json"),
        "{\"service\":\"" + service + "\",\"rule\":\"" + rule + "\"}");
  }

  @Test
  void eachSignatureIsByAPublishedKeyAndTheFirstIsOverTheWholeCard() throws JoseException {
    JsonObject card = read(TestCards.of(rig).published().text());
    String whole = unsigned(card);
    List<JsonObject> signatures = card.getJsonArray("signatures").getValuesAs(JsonObject.class);
    assertThat(signatures).hasSize(2);
    assertThat(isSigned(signatures.getFirst(), whole)).isTrue();
    assertThat(isSigned(signatures.getFirst(), whole.replace("job", "jab"))).isFalse();
    String withoutEmpty = whole.replace("{\"schemes\":{\"access-token\":{},\"mtls\":{}}}", "");
    withoutEmpty = withoutEmpty.replace("\"securityRequirements\":[],", "");
    assertThat(isSigned(signatures.getLast(), withoutEmpty)).isTrue();
  }

  private static String unsigned(JsonObject card) {
    return CanonicalJson.of(Json.createObjectBuilder(card).remove("signatures").build());
  }

  private boolean isSigned(JsonObject signature, String payload) throws JoseException {
    JsonWebKeySet published = new JsonWebKeySet(rig.tokens.jwks().toString());
    return CardSignatures.isSigned(
        signature, payload, kid -> published.findJsonWebKey(kid, null, null, null).getKey());
  }

  /** The same key signs tokens, of which each has a {@code typ} of its own. */
  @Test
  void threat37ASignedCardIsNoToken() {
    JsonObject card = read(TestCards.of(rig).published().text());
    JsonObject signature = card.getJsonArray("signatures").getJsonObject(0);
    String payload = unsigned(card);
    String compact = CardSignatures.compact(signature, payload);
    for (String typ : List.of("at+jwt", "txntoken+jwt")) {
      assertThatThrownBy(() -> rig.tokens.verify(compact, typ, MasterRig.ISSUER))
          .isInstanceOf(ProblemException.class)
          .extracting(refusal -> ((ProblemException) refusal).check())
          .asString()
          .endsWith("-type");
    }
    assertThat(rig.tokens.statement(compact, "plan+jws")).isEmpty();
  }

  @Test
  void aSignatureIsUsedAgainUntilTheCardChangesOrIsOld() {
    AgentCards cards = TestCards.of(rig);
    String first = cards.published().text();
    String tag = cards.published().tag();
    assertThat(cards.published().text()).isEqualTo(first);
    rig.clock.move(AgentCards.LIFETIME.minus(Duration.ofSeconds(1)));
    assertThat(cards.published().text()).isEqualTo(first);
    rig.clock.move(Duration.ofSeconds(1));
    assertThat(cards.published().text()).isNotEqualTo(first);
    assertThat(cards.published().tag()).isEqualTo(tag);
  }

  /** A card could then be signed on an older copy of the database, whose keys may be other ones. */
  @Test
  void signsNoCardWhileTheAuditLogIsIncomplete() {
    rig.writer.record(AuditEntry.of("test.done", AuditEntry.Outcome.DONE, "", "test"));
    rig.records.keep();
    rig.loseTheLog();
    rig.records.keep();
    assertThatThrownBy(() -> TestCards.of(rig).published())
        .isInstanceOf(ProblemException.class)
        .extracting(refusal -> ((ProblemException) refusal).check())
        .isEqualTo("records-incomplete");
  }
}
