package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.ExchangeSequence;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.transactiontoken.MintedToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same sequences as the property test of the mint, through the whole endpoint with policies and
 * database.
 */
class ExchangeSequencesTest {

  private static final int SEQUENCES = 200;

  @TempDir Path folder;

  @Test
  void rightsNeverGrowThroughTheEndpoint() {
    try (MasterRig rig = new MasterRig(folder)) {
      String all = String.join(" ", ExchangeSequence.CAPABILITIES);
      rig.partner.limitTo(ExchangeSequence.CAPABILITIES.toArray(String[]::new));
      ExchangeSequence.Workloads workloads =
          ExchangeSequence.Workloads.of(
              rig, new ExchangeSequence.Service(rig.mint, rig.ledger, rig.writer::commit));
      TestInventory.list(
          rig.inventory,
          workloads.agents().stream()
              .map(agent -> TestInventory.known(agent, all, "listed"))
              .toList());
      TokenEndpoint endpoint = rig.endpoint();
      int exchanged = 0;
      for (long seed = 0; seed < SEQUENCES; seed++) {
        exchanged +=
            new ExchangeSequence(workloads, asked -> exchange(endpoint, asked), seed).run();
      }
      assertThat(exchanged).isGreaterThan(SEQUENCES / 2);
    }
  }

  private static MintedToken exchange(TokenEndpoint endpoint, ExchangeSequence.Asked asked) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", ReplacementExchange.GRANT_TYPE);
    form.putSingle("subject_token", asked.subjectToken());
    form.putSingle("subject_token_type", ReplacementExchange.TXN_TOKEN);
    form.putSingle("requested_token_type", ReplacementExchange.TXN_TOKEN);
    form.putSingle("audience", MasterRig.DOMAIN);
    form.putSingle("scope", asked.scope().scope());
    form.putSingle("resource", asked.callee().toString());
    IssuedToken token = endpoint.issue(new TokenRequest(form), Optional.of(asked.peer()));
    return new MintedToken(token.compact(), token.record());
  }
}
