package org.bailiwick.master.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.Partner.CrlSource;
import org.bailiwick.node.trust.Partner.WithoutCertificate;
import org.bailiwick.node.trust.accesstokens.AccessTokenTerms;
import org.bailiwick.node.trust.accesstokens.IntrospectionTerms;
import org.bailiwick.node.trust.limits.AgentLimits;
import org.bailiwick.node.trust.limits.NamedScopes;
import org.junit.jupiter.api.Test;

class TokenAnswersTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  private static final Map<String, Object> CLAIMS =
      Map.of("active", true, "exp", NOW.getEpochSecond() + 60);

  private final TokenAnswers answers = new TokenAnswers();

  private static TokenServer server(String domain) {
    AccessTokenTerms terms =
        new AccessTokenTerms(
            "https://master.example",
            Map.of("a", CapabilitySet.parseScope("fx.rates@1")),
            Map.of(),
            Optional.of(
                new IntrospectionTerms(
                    URI.create("https://as." + domain + "/i"),
                    "b",
                    Optional.empty(),
                    Duration.ZERO)));
    AuthorizationServer server =
        new AuthorizationServer(
            "https://as." + domain,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            List.of("RS256"),
            NamedScopes.UNLISTED,
            Optional.empty(),
            Optional.of(terms));
    Partner partner =
        new Partner(
            TrustDomain.parse(domain),
            List.of(),
            new CrlSource.Waived(),
            List.of(server),
            CapabilitySet.parseScope("fx.rates@1"),
            AgentLimits.NONE,
            WithoutCertificate.REFUSED,
            Optional.empty());
    return new TokenServer(partner, server, terms);
  }

  /** Threat 67: one partner's many tokens displace its own, and nobody else's. */
  @Test
  void holdsABoundedNumberOfEachPartner() {
    TokenServer many = server("many.example");
    TokenServer few = server("few.example");
    answers.answered(few, "one", Optional.of(CLAIMS), NOW);
    for (int each = 0; each < TokenAnswers.MOST + 10; each++) {
      answers.answered(many, "token-" + each, Optional.of(CLAIMS), NOW);
      assertThat(answers.find(many, "token-0")).as("used all the time").isPresent();
    }
    assertThat(answers.current(NOW)).hasSize(TokenAnswers.MOST + 1);
    assertThat(answers.find(many, "token-1")).isEmpty();
    assertThat(answers.find(few, "one")).isPresent();
  }

  @Test
  void aNewerAnswerKeepsWhatIsKnownOfTheToken() {
    TokenServer server = server("partner.example");
    answers.answered(server, "one", Optional.of(CLAIMS), NOW);
    answers.change(server, "one", held -> held.accepted("partner-1"));
    TokenAnswer newer = answers.answered(server, "one", Optional.empty(), NOW.plusSeconds(9));
    assertThat(newer.acceptedAs()).contains("partner-1");
    assertThat(newer.claims()).isEmpty();
    assertThat(newer.isYounger(Duration.ofSeconds(1), NOW.plusSeconds(9))).isTrue();
    assertThat(newer.isYounger(Duration.ofSeconds(1), NOW)).as("a wrong clock").isFalse();
    answers.forget(newer);
    assertThat(answers.find(server, "one")).isEmpty();
  }

  /** A token is in memory for no longer than somebody needs it. */
  @Test
  void forgetsWhatHasExpiredAndWhatWasNeverAccepted() {
    TokenServer server = server("partner.example");
    answers.answered(server, "active", Optional.of(CLAIMS), NOW);
    answers.answered(server, "made-up", Optional.empty(), NOW);
    answers.answered(server, "ended", Optional.of(CLAIMS), NOW);
    answers.change(server, "ended", held -> held.accepted("partner-1"));
    answers.answered(server, "ended", Optional.empty(), NOW);
    assertThat(answers.current(NOW.plusSeconds(29))).hasSize(3);
    assertThat(answers.current(NOW.plusSeconds(59)))
        .extracting(TokenAnswer::compact)
        .containsExactlyInAnyOrder("active", "ended");
    assertThat(answers.current(NOW.plusSeconds(60)))
        .as("its jobs are to be ended")
        .extracting(TokenAnswer::compact)
        .containsExactly("ended");
  }

  /** Threat 60. */
  @Test
  void theTextOfAnAnswerHasNoToken() {
    TokenAnswer held = answers.answered(server("p.example"), "secret", Optional.of(CLAIMS), NOW);
    assertThat(held.toString()).doesNotContain("secret");
  }
}
