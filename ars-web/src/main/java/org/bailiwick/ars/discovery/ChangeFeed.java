package org.bailiwick.ars.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentRecords.Change;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.records.Revision;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.node.clock.SteadyTime;

/**
 * Makes the pages by which a reader follows the registry. A first reading and later changes have
 * pages of one form; a page has at most {@value #MOST_AGENTS} agents and, beyond its first agent,
 * {@value #MOST_BYTES} bytes of them. A reader whose position has another mark gets the first page
 * of a new reading.
 */
@ApplicationScoped
class ChangeFeed {
  private static final int MOST_AGENTS = 1000;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int MARK_LENGTH = 16;

  private AgentRecords records;
  private RegistryChanges changes;
  private CredentialStatus status;
  private SteadyTime time;

  /** CDI proxies need this constructor. */
  ChangeFeed() {}

  @Inject
  ChangeFeed(
      AgentRecords records, RegistryChanges changes, CredentialStatus status, SteadyTime time) {
    this.records = records;
    this.changes = changes;
    this.status = status;
    this.time = time;
  }

  /** A page's document, and the position from which the reader asks for the next one. */
  record Page(String document, ChangePosition next) {}

  /** Whether there is anything that a reader at this position does not have. */
  boolean isBehind(Optional<ChangePosition> after) {
    return !after.equals(Optional.of(present()));
  }

  /** The page after this position. */
  Page page(Optional<ChangePosition> after) {
    ChangePosition present = present();
    Optional<ChangePosition> known =
        after.filter(at -> at.mark().equals(present.mark()) && at.revision() <= present.revision());
    ChangePosition from =
        known.orElseGet(() -> ChangePosition.begin(present.mark(), present.revision()));
    List<Change> found =
        records.changes(
            new AgentRecords.Wanted(from.revision(), from.base(), time.latest(), MOST_AGENTS));
    StringBuilder agents = new StringBuilder();
    long last = from.revision();
    int bytes = 0;
    boolean more = found.size() == MOST_AGENTS;
    for (Change change : found) {
      String view = view(change).toString();
      int length = view.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > 0 && bytes + length > MOST_BYTES) {
        more = true;
        break;
      }
      agents.append(bytes > 0 ? "," : "").append(view);
      bytes += length;
      last = change.revision();
    }
    ChangePosition next = more ? from.at(last) : from.complete(Math.max(last, present.revision()));
    String document =
        "{\"begin\":%b,\"next\":\"%s\",\"more\":%b,\"agents\":[%s]}"
            .formatted(known.isEmpty(), next, more, agents);
    return new Page(document, next);
  }

  /**
   * The position of a reader that has everything, if the registry may answer now. The mark depends
   * on the issuing CAs too: when one goes, its agents are no longer shown, although no record
   * changes.
   */
  ChangePosition present() {
    status.requireFresh();
    changes.begin();
    Revision revision = records.revision();
    String issuers =
        status.issuers().stream().map(Pem::sha256).sorted().collect(Collectors.joining(" "));
    String mark = Sha256.hex(revision.mark() + " " + issuers).substring(0, MARK_LENGTH);
    return new ChangePosition(mark, revision.number(), 0);
  }

  private JsonObject view(Change change) {
    return change
        .record()
        .map(record -> AgentView.of(shown(record)))
        .orElseGet(
            () ->
                Json.createObjectBuilder()
                    .add("id", change.identifier())
                    .add("agent", change.name())
                    .add("state", "unreadable")
                    .build());
  }

  /** A listed record whose credential is not good is shown as revoked; its row follows later. */
  private AgentRecord shown(AgentRecord record) {
    return record.state() == AgentState.LISTED && !status.isGood(record.certificate())
        ? record.as(AgentState.REVOKED)
        : record;
  }
}
