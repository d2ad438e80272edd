package org.bailiwick.ars.mirror.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.agreement.TestAgreements;
import org.bailiwick.ars.identifier.AgentIdentifier;
import org.bailiwick.ars.mirror.ExportPage;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageCheckTest {
  private static final String NONCE = "n".repeat(24);
  private static final String LAST = "0123456789abcdef.7.7";
  private static final String NEXT = "0123456789abcdef.9.7";
  private static final String AGENT =
      """
      {"id":"urn:uuid:0190a000-0000-7000-8000-000000000001",
       "agent":"spiffe://partner.example/agent/rates","owner":"Treasury",
       "capabilities":["fx.rates@1","secret.keep@1"],"locator":"https://rates.example/work",
       "validation_methods":["mtls"],"serial":"0a","expires_at":"2099-01-01T00:00:00Z",
       "attestation":{"status":"affirming","verifier":"v","policy":"p",
        "appraised_at":"2026-11-30T00:00:00Z"},
       "unsigned":{"title":"Rates","tags":["fx"],"updated_at":"2026-11-30T00:00:00Z"}}
      """;

  private static final String WEB =
      "{\"identifier\":\"did:web:rates.example\",\"scheme\":\"did-web\",\"shown\":\"proved\","
          + "\"since\":\"2026-11-30T00:00:00Z\",\"until\":\"2026-12-30T00:00:00Z\"}";
  private static final String DNS =
      "{\"identifier\":\"dns:rates.example\",\"scheme\":\"dns\",\"shown\":\"configured\","
          + "\"since\":\"2026-11-30T00:00:00Z\"}";

  private final TestClock clock = TestClock.atPresent();
  private final TokenKeys keys =
      new TokenKeys(InMemorySigningKey.generate("token-signing", KeyShape.EC_P256));
  private final JwtKeys known = id -> keys.find(id, clock.instant());
  private final PageCheck check = new PageCheck(TrustDomain.parse("bailiwick.example"), clock);
  private Agreement agreement;

  @BeforeEach
  void agree(@TempDir Path folder) throws IOException {
    TestAgreements files = new TestAgreements(folder, TrustDomain.parse("bailiwick.example"));
    files.write("partner.example", TestAgreements.imports("partner.example", "fx.rates@1", ""));
    agreement = files.agreements().find(TrustDomain.parse("partner.example")).orElseThrow();
  }

  @Test
  void aPageHasWhatTheAgreementTakesOver() {
    ExportPage page = checked(claims().build());
    assertThat(page.begins()).isFalse();
    assertThat(page.until()).isEqualTo(NEXT);
    assertThat(page.agents()).hasSize(1);
    assertThat(page.agents().getFirst().record().capabilities().texts())
        .containsExactly("fx.rates@1");
    assertThat(page.agents().getFirst().said().orElseThrow().tags()).containsExactly("fx");
    assertThat(checked(claims().add("after", "").build()).begins()).isTrue();
  }

  @Test
  void whatTheAgreementDoesNotTakeOverIsRemoved() {
    JsonObject agent = agent(made -> made.add("capabilities", array("secret.keep@1")));
    ExportPage page = checked(claims(agent).build());
    assertThat(page.agents()).isEmpty();
    assertThat(page.removed()).containsExactly(agent.getString("id"));
  }

  /**
   * A copy of an earlier page, one of another domain, for another one, out of order, with a gap.
   */
  @ParameterizedTest
  @CsvSource({
    "iss, other.example, export-issuer",
    "aud, other.example, export-audience",
    "nonce, another-nonce-of-another-request, export-nonce",
    "after, 0123456789abcdef.5.7, export-sequence",
    "after, fedcba9876543210.7.7, export-sequence",
    "epoch, fedcba9876543210, export-epoch",
    "until, fedcba9876543210.9.7, export-position",
    "unknown, x, member-unknown",
    "changes, x, export-claims",
    "more, x, export-claims",
  })
  void aPageThatIsNotTheOneAskedForIsRefused(String claim, String value, String expected) {
    refused(sign("registry-export+jwt", claims().add(claim, value).build()), expected);
  }

  @Test
  void timesAreBounded() {
    Instant now = clock.instant();
    refusedTime("iat", now.minusSeconds(120), "export-too-old");
    refusedTime("iat", now.plusSeconds(60), "export-from-future");
    refusedTime("exp", now.minusSeconds(60), "export-expired");
    refusedTime("as_of", now.plusSeconds(10), "export-as-of");
  }

  private void refusedTime(String claim, Instant time, String expected) {
    refused(
        sign("registry-export+jwt", claims().add(claim, time.getEpochSecond()).build()), expected);
  }

  /** Threat 37: a signed statement of another kind. */
  @Test
  void aStatementOfAnotherKindOrKeyIsRefused() {
    refused(sign("registry-freshness+jwt", claims().build()), "export-type");
    refused("no.page", "export-format");
    refused("", "export-format");
    TokenKeys others =
        new TokenKeys(InMemorySigningKey.generate("token-signing", KeyShape.EC_P256));
    String page = others.signer(clock.instant()).sign("registry-export+jwt", claims().build());
    refused(page, "export-signature");
    assertThatThrownBy(() -> check.page(page, agreement, asked(), id -> List.of()))
        .extracting("check")
        .isEqualTo("export-signature");
  }

  @Test
  void anAgentThatIsNotWellFormedRefusesThePage() {
    Map<String, JsonValue> faults =
        Map.of(
            "agent", Json.createValue("spiffe://bailiwick.example/agent/rates"),
            "id", Json.createValue("urn:uuid:0190A000-0000-7000-8000-000000000001"),
            "owner", Json.createValue(" "),
            "capabilities", Json.createArrayBuilder().add("FX rates").build(),
            "locator", Json.createValue("http://rates.example/work"),
            "validation_methods", Json.createArrayBuilder().add("trust-me").build(),
            "serial", Json.createValue("x"),
            "expires_at", Json.createValue("tomorrow"),
            "unsigned", Json.createObjectBuilder().add("title", "a\u202eb").build(),
            "admin", JsonValue.TRUE);
    faults.forEach(
        (member, value) ->
            refused(
                sign("registry-export+jwt", claims(agent(made -> made.add(member, value))).build()),
                "export-record"));
  }

  @Test
  void identifiersAreTakenOver() {
    JsonObject agent = agent(made -> made.add("identifiers", identifiers(WEB, DNS)));
    assertThat(checked(claims(agent).build()).agents().getFirst().identifiers())
        .extracting(AgentIdentifier::text)
        .containsExactly("did:web:rates.example", "dns:rates.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"identifier\":\"DNS:rates.example\",\"scheme\":\"dns\"",
        "{\"identifier\":\"dns:rates.example\",\"scheme\":\"ans\"",
        "{\"identifier\":\"matrix:r/rates\",\"scheme\":\"matrix\"",
        "{\"identifier\":\"spiffe://bailiwick.example/agent/a\",\"scheme\":\"spiffe\"",
        "{\"identifier\":\"spiffe://partner.example/agent/rates\",\"scheme\":\"spiffe\"",
        "{\"identifier\":\"wimse://third.example/agent/rates\",\"scheme\":\"wimse\"",
        "{\"identifier\":\"urn:uuid:0190a000-0000-7000-8000-000000000001\",\"scheme\":\"urn-uuid\"",
        "{\"identifier\":\"dns:rates.example\",\"scheme\":\"dns\",\"admin\":true",
      })
  void identifiersThatAreNotTheAgentsRefuseThePage(String entry) {
    refusedIdentifiers(
        identifiers(entry + ",\"shown\":\"configured\",\"since\":\"2026-11-30T00:00:00Z\"}"));
  }

  @Test
  void anIdentifierIsOfOneAgentInAPageAndThereOnce() {
    refusedIdentifiers(identifiers(DNS, DNS));
    refusedIdentifiers(Json.createValue("dns:rates.example"));
    refusedIdentifiers(identifiers(DNS.replace("configured", "proved"))); // without an end
    refusedIdentifiers(identifiers(WEB.replace("proved", "configured")));
    refusedIdentifiers(identifiers(DNS.replace("configured", "signed")));
    refused(
        sign(
            "registry-export+jwt",
            claims(
                    agent(made -> made.add("identifiers", identifiers(DNS))),
                    agent(
                        made ->
                            made.add("identifiers", identifiers(DNS))
                                .add("id", "urn:uuid:0190a000-0000-7000-8000-000000000002")
                                .add("agent", "spiffe://partner.example/agent/others")))
                .build()),
        "export-identifiers");
  }

  private void refusedIdentifiers(JsonValue identifiers) {
    refused(
        sign(
            "registry-export+jwt",
            claims(agent(made -> made.add("identifiers", identifiers))).build()),
        "export-identifiers");
  }

  private static JsonValue identifiers(String... entries) {
    return StrictJson.object("{\"all\":[" + String.join(",", entries) + "]}").get("all");
  }

  @Test
  void aRecordIsNotLong() {
    JsonObject agent =
        agent(made -> made.add("locator", "https://rates.example/" + "x".repeat(20_000)));
    refused(sign("registry-export+jwt", claims(agent).build()), "export-record");
  }

  @Test
  void anAgentIsToldOnceInAPage() {
    JsonObject agent = agent(made -> made);
    refused(
        sign(
            "registry-export+jwt",
            claims().add("changes", Json.createArrayBuilder().add(agent).add(agent)).build()),
        "export-twice");
  }

  private static JsonValue array(String text) {
    return Json.createArrayBuilder().add(text).build();
  }

  private static JsonObject agent(UnaryOperator<JsonObjectBuilder> change) {
    return change.apply(Json.createObjectBuilder(StrictJson.object(AGENT))).build();
  }

  private JsonObjectBuilder claims(JsonObject... agents) {
    long now = clock.instant().getEpochSecond();
    JsonObject[] told = agents.length == 0 ? new JsonObject[] {agent(made -> made)} : agents;
    var changes = Json.createArrayBuilder();
    List.of(told).forEach(changes::add);
    return Json.createObjectBuilder()
        .add("iss", "partner.example")
        .add("aud", "bailiwick.example")
        .add("iat", now)
        .add("exp", now + 30)
        .add("nonce", NONCE)
        .add("epoch", "0123456789abcdef")
        .add("after", LAST)
        .add("until", NEXT)
        .add("as_of", now - 2)
        .add("more", false)
        .add("changes", changes);
  }

  private static PageCheck.Asked asked() {
    return new PageCheck.Asked(LAST, NONCE);
  }

  private String sign(String type, JsonObject claims) {
    return keys.signer(clock.instant()).sign(type, claims);
  }

  private ExportPage checked(JsonObject claims) {
    return check.page(sign("registry-export+jwt", claims), agreement, asked(), known);
  }

  private void refused(String page, String expected) {
    assertThatThrownBy(() -> check.page(page, agreement, asked(), known))
        .isInstanceOf(ProblemException.class)
        .extracting("check")
        .isEqualTo(expected);
  }
}
