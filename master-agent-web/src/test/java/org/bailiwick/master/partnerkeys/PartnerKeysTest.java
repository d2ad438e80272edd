package org.bailiwick.master.partnerkeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.testing.TestPartner;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.GrantOrigin;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.UnitOfWork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rests on a grant ends when its server does not publish the grant's key any more. */
class PartnerKeysTest {
  private static final CapabilitySet SCOPE = CapabilitySet.parseScope("invoice.parse@1");
  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";

  @TempDir Path folder;
  private MasterRig rig;
  private PartnerKeys keys;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    keys = watching(rig.partners());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private PartnerKeys watching(PartnerDirectory partners) {
    TokenRevoker revoker =
        new TokenRevoker(
            new TokenRevoker.Parts(rig.store(), rig.writer, rig.ledger, rig.journal), () -> {});
    return new PartnerKeys(partners, rig.store(), rig.ledger, revoker, Runnable::run, rig.clock);
  }

  private TokenRecord granted(TestPartner partner) {
    Instant now = rig.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    GrantOrigin grant =
        new GrantOrigin(
            partner.issuer(),
            UUID.randomUUID().toString(),
            "00",
            Optional.of(partner.keySha256()),
            "{}",
            partner.issuer() + "#alice",
            now,
            now);
    TokenOrigin origin = TokenOrigin.of(grant, TestCallers.agent(partner.buyer.certificate()));
    TokenRecord token = TestJobs.token(rig, TokenKind.ACCESS, origin, SCOPE);
    rig.writer.commit(rig.ledger.insertion(token));
    return token;
  }

  /** A run of the timer, and the time until the next one. */
  private void look() {
    keys.run();
    rig.clock.move(Duration.ofSeconds(15));
  }

  private TokenState state(TokenRecord token) {
    return rig.ledger.state(token.jti());
  }

  private void job(TokenRecord token) {
    TestJobs.accept(
        rig,
        new TestJobs.Posted("job-1", rig.partner.buyer, ONE_STEP, Optional.empty()),
        token,
        UnitOfWork.none());
  }

  @Test
  void threat73EndsTokensAndJobsOfAKeyThatIsGone() {
    TokenRecord token = granted(rig.partner);
    TokenRecord others = granted(rig.otherPartner);
    job(token);
    look();
    assertThat(state(token)).isInstanceOf(TokenState.Live.class);
    rig.partner.withdrawKey();
    look();
    assertThat(state(token)).isInstanceOf(TokenState.Live.class);
    look();
    assertThat(state(token)).isEqualTo(new TokenState.Ended("partner-key"));
    assertThat(state(others)).isInstanceOf(TokenState.Live.class);
    assertThat(rig.journal.find("job-1").orElseThrow().state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(rig.journal.find("job-1").orElseThrow().reason())
        .contains("token-ended: " + token.jti());
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("partner-key.gone"))
        .singleElement()
        .satisfies(row -> assertThat(row.resource()).isEqualTo(token.jti()));
  }

  /** A job lives longer than its access token, which may have expired. */
  @Test
  void endsAJobWhoseAccessTokenHasExpired() {
    job(granted(rig.partner));
    look();
    rig.clock.move(Duration.ofHours(2));
    rig.partner.withdrawKey();
    look();
    look();
    assertThat(rig.journal.find("job-1").orElseThrow().state()).isEqualTo(ExecutionState.CANCELLED);
  }

  /** A server whose set cannot be read, or is no set, has not said that its key is gone. */
  @Test
  void aSetThatCannotBeReadEndsNothing() {
    TokenRecord token = granted(rig.partner);
    look();
    rig.partner.breakKeys();
    for (int run = 0; run < 10; run++) {
      look();
    }
    assertThat(state(token)).isInstanceOf(TokenState.Live.class);
    rig.partner.publishKey();
    look();
    look();
    assertThat(state(token)).isInstanceOf(TokenState.Live.class);
  }

  @Test
  void aKeyThatIsThereAgainIsInUse() {
    TokenRecord token = granted(rig.partner);
    look();
    rig.partner.withdrawKey();
    look();
    rig.partner.publishKey();
    look();
    look();
    assertThat(state(token)).isInstanceOf(TokenState.Live.class);
    rig.partner.withdrawKey();
    look();
    assertThat(state(token)).isInstanceOf(TokenState.Live.class);
  }

  /** This node's copy of the set may be older than the key of a grant that another node took. */
  @Test
  void aCopyThatIsOlderThanTheKeyEndsNothing() {
    GuardedFetch fetch = new GuardedFetch(FetchSettings.of(Set.of()));
    PartnerDirectory otherNode =
        new PartnerDirectory(folder.resolve("partners"), rig.ca.domain(), fetch, rig.clock);
    rig.partner.withdrawKey();
    TrustDomain domain = rig.partner.ca.domain();
    Partner described = otherNode.find(domain).orElseThrow();
    assertThat(
            otherNode
                .keys(described.authorizationServers().getFirst())
                .lastReading(Duration.ofSeconds(30))
                .keys())
        .isEmpty();
    keys = watching(otherNode);
    rig.partner.publishKey();
    TokenRecord token = granted(rig.partner);
    for (int run = 0; run < 4; run++) {
      look();
    }
    assertThat(state(token)).isInstanceOf(TokenState.Live.class);
  }

  @Test
  void tokensOfBeforeTheKeyWasStoredStay() {
    TokenRecord token = granted(rig.partner);
    rig.run("update token set grant_key_sha256 = null");
    rig.partner.withdrawKey();
    look();
    look();
    look();
    assertThat(state(token)).isInstanceOf(TokenState.Live.class);
  }
}
