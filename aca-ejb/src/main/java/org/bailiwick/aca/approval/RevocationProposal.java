package org.bailiwick.aca.approval;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.node.json.JsonText;

/**
 * A revocation order that waits for a second officer.
 *
 * @param id the stored identifier; it fits the digest unless the row was changed
 * @param policySha256 the trigger's policy that was shown to the first officer, in hex
 * @param proposedBy SPIFFE id of the first officer
 */
public record RevocationProposal(
    UUID id, TriggerOrder order, String policySha256, String proposedBy, Instant proposedAt)
    implements Proposal {

  /** The same proposal with the identifier of its content. */
  RevocationProposal identified() {
    return new RevocationProposal(
        Proposal.idOf(digest()), order, policySha256, proposedBy, proposedAt);
  }

  @Override
  public String digest() {
    return Claims.sha256(proposedAt + "\n" + JsonText.of(new TreeMap<>(details())));
  }

  @Override
  public Optional<String> officer() {
    return Optional.of(proposedBy);
  }

  @Override
  public int approvers() {
    return 2;
  }

  @Override
  public Map<String, String> details() {
    return Map.of(
        "trigger", order.trigger(),
        "subject", order.subject().toString(),
        "policy_sha256", policySha256,
        "proposed_by", proposedBy,
        "comment", order.comment());
  }
}
