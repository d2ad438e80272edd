package org.bailiwick.ars.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.CredentialKey;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.records.Revision;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.log.StructuredLog;

/**
 * Makes the pages by which a reader follows the registry. A first reading and later changes have
 * pages of one form; a page has at most {@value #MOST_AGENTS} agents and, beyond its first agent,
 * {@value #MOST_BYTES} bytes of them. A reader whose position has another mark gets the first page
 * of a new reading.
 */
@ApplicationScoped
public class ChangeFeed {
  private static final StructuredLog LOG = StructuredLog.of(ChangeFeed.class);
  private static final int MOST_AGENTS = 2000;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int MARK_LENGTH = 16;

  /** So many views are made before it is looked whether the page is full. */
  private static final int AT_ONCE = 100;

  private AgentRecords records;
  private ChangedAgents agents;
  private RegistryChanges changes;
  private CredentialStatus status;
  private SteadyTime time;

  /** CDI proxies need this constructor. */
  ChangeFeed() {}

  @Inject
  ChangeFeed(
      AgentRecords records,
      ChangedAgents agents,
      RegistryChanges changes,
      CredentialStatus status,
      SteadyTime time) {
    this.records = records;
    this.agents = agents;
    this.changes = changes;
    this.status = status;
    this.time = time;
  }

  /**
   * A page's document, the position from which the reader asks for the next one, and whether that
   * one can be read now.
   *
   * @param position the same position as the document has it
   * @param shown whether the page tells its reader anything
   */
  public record Page(
      String document, ChangePosition next, String position, boolean more, boolean shown) {}

  /** What a reader is shown. */
  @FunctionalInterface
  public interface Reader {
    /** Each of these views as the reader gets it; empty for an agent that it is not shown. */
    List<Optional<JsonObject>> shown(List<JsonObject> views);

    /** The position as the reader gets it. */
    default String position(ChangePosition next) {
      return next.toString();
    }
  }

  /** Whether there is anything that a reader at this position does not have. */
  boolean isBehind(Optional<ChangePosition> after) {
    return !after.equals(Optional.of(present()));
  }

  /** The page after this position, for a reader that is shown everything. */
  public Page page(Optional<ChangePosition> after) {
    return page(after, views -> views.stream().map(Optional::of).toList());
  }

  /** The page after this position, as this reader gets it. */
  public Page page(Optional<ChangePosition> after, Reader reader) {
    ChangePosition present = present();
    Optional<ChangePosition> known =
        after.filter(at -> at.mark().equals(present.mark()) && at.revision() <= present.revision());
    ChangePosition from =
        known.orElseGet(() -> ChangePosition.begin(present.mark(), present.revision()));
    List<ChangedAgents.Row> found =
        agents.rows(
            new ChangedAgents.Wanted(from.revision(), from.base(), time.latest(), MOST_AGENTS));
    List<Optional<JsonObject>> shown = List.of();
    StringBuilder views = new StringBuilder();
    long last = from.revision();
    int bytes = 0;
    boolean more = found.size() == MOST_AGENTS;
    for (int i = 0; i < found.size(); i++) {
      if (i % AT_ONCE == 0) {
        shown = reader.shown(views(found.subList(i, Math.min(i + AT_ONCE, found.size()))));
      }
      String view = shown.get(i % AT_ONCE).map(JsonObject::toString).orElse("");
      int length = view.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > 0 && bytes + length > MOST_BYTES) {
        more = true;
        break;
      }
      views.append(bytes > 0 && length > 0 ? "," : "").append(view);
      bytes += length;
      last = found.get(i).revision();
    }
    ChangePosition next = more ? from.at(last) : from.complete(Math.max(last, present.revision()));
    String position = reader.position(next);
    String document =
        "{\"begin\":%b,\"next\":\"%s\",\"more\":%b,\"agents\":[%s]}"
            .formatted(known.isEmpty(), position, more, views);
    return new Page(document, next, position, more, known.isEmpty() || bytes > 0);
  }

  private List<JsonObject> views(List<ChangedAgents.Row> agents) {
    return agents.stream().map(this::view).toList();
  }

  /**
   * The position of a reader that has everything, if the registry may answer now. The mark depends
   * on the issuing CAs too: when one goes, its agents are no longer shown, although no record
   * changes.
   */
  public ChangePosition present() {
    status.requireFresh();
    changes.begin();
    Revision revision = records.revision();
    String issuers =
        status.issuers().stream().map(Pem::sha256).sorted().collect(Collectors.joining(" "));
    String mark = Sha256.hex(revision.mark() + " " + issuers).substring(0, MARK_LENGTH);
    return new ChangePosition(mark, revision.number(), 0);
  }

  private JsonObject view(ChangedAgents.Row agent) {
    Optional<CredentialKey> credential = agent.credential().key();
    if (credential.isPresent()) {
      return AgentView.of(agent, shown(agent.state(), credential.get()));
    }
    // One row that cannot be read must not keep the others from the reader.
    LOG.warn("registry.record-unreadable", Map.of("agent", agent.identifier()));
    return Json.createObjectBuilder()
        .add("id", agent.identifier())
        .add("agent", agent.name())
        .add("state", "unreadable")
        .build();
  }

  /** A listed record whose credential is not good is shown as revoked; its row follows later. */
  private AgentState shown(AgentState state, CredentialKey credential) {
    return state == AgentState.LISTED && !status.isGood(credential) ? AgentState.REVOKED : state;
  }
}
