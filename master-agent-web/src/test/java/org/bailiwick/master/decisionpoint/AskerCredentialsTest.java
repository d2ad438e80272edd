package org.bailiwick.master.decisionpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.oauth.TokenRequest;
import org.bailiwick.master.testing.MasterRig;
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
  private TestLeaf holder;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    credentials = new AskerCredentials(rig.accessTokens);
    holder = rig.ca.agent("planner", "plan.make@1");
    rig.ownCallers.allow(holder, "fx.rates@1");
    TestInventory.list(rig.inventory, List.of(known(holder, "plan.make@1", "listed")));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private String token() {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", "client_credentials");
    form.putSingle("client_id", holder.id().toString());
    return rig.endpoint().issue(new TokenRequest(form), Optional.of(rig.agent(holder))).compact();
  }

  @Test
  void aCertificateIsEnoughAndATokenBoundToItCounts() {
    VerifiedPeer peer = rig.agent(holder);
    assertThat(credentials.require(peer, Optional.empty())).isSameAs(peer);
    assertThat(credentials.require(peer, Optional.of("Bearer " + token()))).isSameAs(peer);
    assertThat(credentials.require(peer, Optional.of("bearer " + token()))).isSameAs(peer);
  }

  @Test
  void aTokenOfAnotherCertificateIsRefused() {
    String token = token();
    VerifiedPeer other = rig.agent(rig.ca.agent("planner", "plan.make@1"));
    assertThat(refused(other, "Bearer " + token)).isEqualTo(ProblemType.ACCESS_TOKEN_INVALID);
  }

  @Test
  void whatIsNoTokenIsRefused() {
    VerifiedPeer peer = rig.agent(holder);
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
