package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.MasterRig;
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

/** A step of a partner's job at an agent, which exchanges the token of the step. */
abstract class ReplacementExchangeCase {

  static final CapabilitySet SCOPE = CapabilitySet.parseScope("ledger.post@1 receipt.write@1");

  @TempDir Path folder;
  MasterRig rig;
  TokenEndpoint endpoint;
  TestLeaf ledgerWriter;
  TestLeaf receiptWriter;
  MintedToken given;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    rig.partner.limitTo("ledger.post@1", "receipt.write@1");
    endpoint = rig.endpoint();
    ledgerWriter = rig.ca.agent("ledger-writer", "ledger.post@1");
    receiptWriter = rig.ca.agent("receipt-writer", "receipt.write@1");
    given = stepOf(TestCallers.agent(rig.partner.buyer.certificate()));
    list(known(receiptWriter, "receipt.write@1", "listed"));
  }

  /** The token of a step of this caller's job. */
  MintedToken stepOf(CallerIdentity caller) {
    TokenRecord root =
        new TokenRecord(
            UUID.randomUUID().toString(),
            TokenKind.JOB,
            TokenOrigin.of(caller),
            Optional.empty(),
            Optional.of(new StepContext("job-1", Optional.empty())),
            SCOPE,
            new TokenLifetime(rig.clock.instant(), rig.clock.instant().plus(Duration.ofHours(1))),
            Optional.empty());
    rig.writer.commit(rig.ledger.insertion(root));
    MintedToken step =
        rig.mint.forStep(
            new StepTokenRequest(
                new Transaction("txn-1", "https://as.partner.example#p", "job-1", "book", root),
                "booking",
                SCOPE,
                AgentId.of(ledgerWriter.id())));
    rig.writer.commit(rig.ledger.insertion(step.record()));
    return step;
  }

  void list(KnownAgent... agents) {
    TestInventory.list(rig.inventory, List.of(agents));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  MultivaluedMap<String, String> form() {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", ReplacementExchange.GRANT_TYPE);
    form.putSingle("subject_token", given.compact());
    form.putSingle("subject_token_type", ReplacementExchange.TXN_TOKEN);
    form.putSingle("requested_token_type", ReplacementExchange.TXN_TOKEN);
    form.putSingle("audience", MasterRig.DOMAIN);
    form.putSingle("scope", "receipt.write@1");
    form.putSingle("resource", receiptWriter.id().toString());
    return form;
  }

  IssuedToken issue(MultivaluedMap<String, String> form, VerifiedPeer peer) {
    return endpoint.issue(new TokenRequest(form), Optional.of(peer));
  }

  void refuses(
      MultivaluedMap<String, String> form, VerifiedPeer peer, OAuthError error, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, () -> issue(form, peer));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(rig.lastDenial()).isEqualTo(check);
  }

  MultivaluedMap<String, String> form(String name, String value) {
    MultivaluedMap<String, String> form = form();
    form.putSingle(name, value);
    return form;
  }
}
