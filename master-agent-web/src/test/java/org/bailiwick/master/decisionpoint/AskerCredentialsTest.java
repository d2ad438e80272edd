package org.bailiwick.master.decisionpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.access.AccessTokenMint;
import org.bailiwick.master.access.MintedAccessToken;
import org.bailiwick.master.access.TokenBinding;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that an asker shows beside its certificate is verified, and never ignored. */
class AskerCredentialsTest {

  @TempDir Path folder;
  private MasterRig rig;
  private AskerCredentials credentials;
  private TestLeaf service;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    credentials = new AskerCredentials(rig.accessTokens);
    service = service();
    rig.ownCallers.allow(service, "fx.rates@1");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private TestLeaf service() {
    return rig.ca.leafWithUri("spiffe://bailiwick.example/service/nginx-1");
  }

  private String token() {
    MintedAccessToken minted =
        new AccessTokenMint(rig.tokens, rig.ledger, Duration.ofMinutes(5), rig.clock)
            .mint(
                new AccessTokenMint.Order(
                    service.id().toString(),
                    TokenOrigin.of(CallerIdentity.of(rig.workload(service))),
                    CapabilitySet.parseScope("fx.rates@1"),
                    TokenBinding.ofCertificate(rig.workload(service).thumbprint()),
                    Optional.empty()));
    rig.writer.commit(rig.ledger.insertion(minted.record()));
    return minted.compact();
  }

  @Test
  void aCertificateIsEnoughAndATokenBoundToItCounts() {
    VerifiedPeer peer = rig.workload(service);
    assertThat(credentials.require(peer, Optional.empty())).isSameAs(peer);
    assertThat(credentials.require(peer, Optional.of("Bearer " + token()))).isSameAs(peer);
    assertThat(credentials.require(peer, Optional.of("bearer " + token()))).isSameAs(peer);
  }

  @Test
  void aTokenOfAnotherCertificateIsRefused() {
    String token = token();
    VerifiedPeer other = rig.workload(service());
    assertThat(refused(other, "Bearer " + token)).isEqualTo(ProblemType.ACCESS_TOKEN_INVALID);
  }

  @Test
  void whatIsNoTokenIsRefused() {
    VerifiedPeer peer = rig.workload(service);
    for (String shown : List.of("", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "DPoP x")) {
      assertThat(refused(peer, shown)).as(shown).isEqualTo(ProblemType.ACCESS_TOKEN_INVALID);
    }
  }

  private ProblemType refused(VerifiedPeer peer, String authorization) {
    return catchThrowableOfType(
            ProblemException.class, () -> credentials.require(peer, Optional.of(authorization)))
        .type();
  }
}
