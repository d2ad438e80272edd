package org.bailiwick.node.trust.accesstokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.trust.limits.AgentLimits;
import org.bailiwick.node.trust.limits.NamedScopes;
import org.bailiwick.node.trust.limits.PathRule;
import org.junit.jupiter.api.Test;

class AccessTokensMemberTest {
  private static final String GOOD =
      """
      {"access_tokens": {"audience": "https://master.example", "by": "introspection",
        "scopes": {"rates.read": "fx.rates@1", "office": "fx.rates@1 invoice.parse@1"},
        "clients": {"app": "spiffe://partner.example/agent/buyer"},
        "introspection": {"uri": "https://as.partner.example/i", "client_id": "us",
          "client_secret_file": "as.secret", "cache": 30}}}
      """;

  private final AccessTokensMember member =
      new AccessTokensMember(
          TrustDomain.parse("partner.example"),
          new AgentLimits(List.of(new PathRule("/agent/")), NamedScopes.UNLISTED),
          Path.of("/partners/partner.example"));

  private AccessTokenTerms read(String json) throws IOException {
    return member.read(StrictJson.object(json)).orElseThrow();
  }

  @Test
  void readsTheTerms() throws IOException {
    AccessTokenTerms terms = read(GOOD);
    assertThat(terms.audience()).isEqualTo("https://master.example");
    assertThat(terms.scopeOf("openid office rates.read").scope())
        .isEqualTo("fx.rates@1 invoice.parse@1");
    assertThat(terms.scopeOf("fx.rates@1  Rates.read").isEmpty()).isTrue();
    IntrospectionTerms asked = terms.introspection().orElseThrow();
    assertThat(asked.uri()).hasToString("https://as.partner.example/i");
    assertThat(asked.secretFile()).contains(Path.of("/partners/partner.example/as.secret"));
    assertThat(asked.cache()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void withoutTheMemberNoTokenCounts() throws IOException {
    assertThat(member.read(JsonValue.EMPTY_JSON_OBJECT)).isEmpty();
  }

  @Test
  void whatIsNotSaidIsNotCachedAndNoSecret() throws IOException {
    IntrospectionTerms asked =
        read(GOOD.replaceFirst(",\\s*\"client_secret_file.*30", "")).introspection().orElseThrow();
    assertThat(asked.secretFile()).isEmpty();
    assertThat(asked.cache()).isZero();
  }

  @Test
  void aClientIdMeansItselfOrWhatTheTermsSay() throws IOException {
    AccessTokenTerms terms = read(GOOD);
    SpiffeId buyer = SpiffeId.parse("spiffe://partner.example/agent/buyer");
    assertThat(terms.agentOf("app")).contains(buyer);
    assertThat(terms.agentOf(buyer.toString())).contains(buyer);
    assertThat(terms.agentOf("App")).isEmpty();
    assertThat(terms.agentOf("spiffe://partner.example/agent/../buyer")).isEmpty();
    assertThat(terms.agentOf("spiffe://PARTNER.example/agent/buyer")).isEmpty();
  }

  @Test
  void anythingElseIsAFault() {
    List<String> faulty =
        List.of(
            GOOD.replace("\"audience\"", "\"aud\""),
            GOOD.replace("https://master.example", ""),
            GOOD.replace("\"by\": \"introspection\"", "\"by\": \"jwt\""),
            GOOD.replace("\"by\": \"introspection\"", "\"by\": \"both\""),
            GOOD.replace("\"by\": \"introspection\",", ""),
            GOOD.replace("\"introspection\": {", "\"introspect\": {"),
            GOOD.replace("rates.read", "rates read"),
            GOOD.replace("\"fx.rates@1\"", "\"\""),
            GOOD.replace("\"fx.rates@1\"", "\"Rates\""),
            GOOD.replace("\"fx.rates@1\"", "[\"fx.rates@1\"]"),
            GOOD.replace("\"scopes\"", "\"scope\""),
            GOOD.replace("\"app\"", "\"\""),
            GOOD.replace("\"app\"", "\"spiffe://partner.example/agent/x\""),
            GOOD.replace("example/agent/buyer", "example/robot/buyer"),
            GOOD.replace("spiffe://partner", "spiffe://other"),
            GOOD.replace("https://as", "http://as"),
            GOOD.replace("\"client_id\": \"us\",", ""),
            GOOD.replace("\"cache\": 30", "\"cache\": 31"),
            GOOD.replace("\"cache\": 30", "\"cache\": -1"),
            GOOD.replace("\"cache\": 30", "\"cache\": 1.5"),
            GOOD.replace("\"cache\": 30", "\"cache\": \"30\""),
            GOOD.replace("\"cache\"", "\"max\""));
    for (String bad : faulty) {
      assertThat(bad).isNotEqualTo(GOOD);
      assertThat(catchThrowable(() -> read(bad))).as(bad).isNotNull();
    }
  }
}
