package org.bailiwick.aca.web.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.bailiwick.aca.approval.RevocationProposal;
import org.bailiwick.aca.cascade.Subject;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.junit.jupiter.api.Test;

class RevocationProposalResourceTest {

  @Test
  void showsWhenAProposalExpiresAndItsPolicy() {
    RevocationProposal proposal =
        new RevocationProposal(
            new UUID(1, 2),
            new TriggerOrder("decommissioning", Subject.parse("owner:Finance"), "contract ends"),
            "0a".repeat(32),
            "spiffe://bailiwick.example/operator/officer/officer-1",
            Instant.parse("2026-11-27T08:00:00Z"));
    assertThat(RevocationProposalResource.view(proposal))
        .containsEntry("expires_at", "2026-11-30T08:00:00Z")
        .containsEntry("policy_sha256", "0a".repeat(32));
  }
}
