package org.bailiwick.ars.transfer;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.ars.discovery.AgentViews;
import org.bailiwick.ars.discovery.WholeRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.ChangedAgents.Stored;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.lists.PageTokens.Scope;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.tokenkeys.TokenKeys;

/**
 * Makes the pages of an export. Records come in the order of their last changes, so that one that
 * changes while the export is read comes once more, and its last line counts. The last page is one
 * during whose reading nothing changed. So the lines are the state of the registry at one revision.
 */
final class RecordPages {

  /** The {@code typ} of the statement of the last page. */
  static final String TYPE = "registry-records+jwt";

  static final int MOST_RECORDS = 500;

  private static final int MOST_BYTES = 4 * 1024 * 1024;

  private final Sources sources;
  private final URI issuer;
  private final Supplier<TokenKeys> keys;
  private final PageTokens tokens;
  private final Clock clock;

  /** Where records are read. */
  record Sources(ChangedAgents changed, AgentRecords records, AgentViews views) {}

  RecordPages(
      Sources sources, URI issuer, Supplier<TokenKeys> keys, PageTokens tokens, Clock clock) {
    this.sources = sources;
    this.issuer = issuer;
    this.keys = keys;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * A page.
   *
   * @param lines canonical JSON (RFC 8785), one record each
   * @param next token of the next page; empty on the last one
   * @param statement on the last page: what was read, signed
   */
  record Page(List<String> lines, Optional<String> next, Optional<String> statement) {}

  /**
   * The page of this token, or the first one.
   *
   * @throws org.bailiwick.contract.problem.ProblemException malformed-request for a token that is
   *     none, or signer-unavailable on the last page
   */
  Page page(VerifiedPeer peer, Optional<String> token) {
    Instant now = clock.instant();
    Scope scope = new Scope(peer.id().toString(), "records");
    RecordPosition from =
        token
            .map(text -> RecordPosition.parse(tokens.position(scope, text, now)))
            .orElse(RecordPosition.BEGIN);
    List<Stored> stored = sources.changed().stored(from.revision(), MOST_RECORDS);
    Map<String, AgentRecords.Attested> readable =
        sources.records().attested(stored.stream().map(Stored::identifier).toList());
    List<String> lines = new ArrayList<>();
    long last = from.revision();
    long bytes = 0;
    for (Stored one : stored) {
      String line =
          CanonicalJson.of(line(one, Optional.ofNullable(readable.get(one.identifier()))));
      bytes += line.getBytes(StandardCharsets.UTF_8).length;
      if (!lines.isEmpty() && bytes > MOST_BYTES) {
        break;
      }
      lines.add(line);
      last = one.revision();
    }
    RecordPosition to = from.after(last, lines);
    boolean isWhole = sources.records().revision().number() <= Math.max(last, from.revision());
    return isWhole || lines.isEmpty()
        ? new Page(lines, Optional.empty(), Optional.of(statement(to, now)))
        : new Page(lines, Optional.of(tokens.token(scope, to.text(), now)), Optional.empty());
  }

  private JsonObject line(Stored stored, Optional<AgentRecords.Attested> found) {
    JsonObjectBuilder line =
        found
            .flatMap(each -> whole(stored.identifier(), each))
            .map(Json::createObjectBuilder)
            .orElseGet(
                () ->
                    Json.createObjectBuilder()
                        .add("id", stored.identifier())
                        .add("agent", stored.name())
                        .add("state", "unreadable"));
    line.remove("liveness");
    stored.returnsTo().map(AgentState::text).ifPresent(text -> line.add("returns_to", text));
    return line.add("revision", stored.revision())
        .add("registered_at", DateTimeFormatter.ISO_INSTANT.format(stored.registeredAt()))
        .add("certificate", stored.certificate())
        .build();
  }

  /** The whole record, with what the agent says of itself. */
  private Optional<JsonObject> whole(String identifier, AgentRecords.Attested found) {
    return sources
        .records()
        .state(identifier)
        .map(
            state ->
                new WholeRecord(
                        sources.views().of(found.record()),
                        state,
                        sources.records().history(identifier))
                    .json());
  }

  private String statement(RecordPosition end, Instant now) {
    return keys.get()
        .signer(now)
        .sign(
            TYPE,
            Json.createObjectBuilder()
                .add("iss", issuer.toString())
                .add("iat", now.getEpochSecond())
                .add("revision", end.revision())
                .add("lines", end.lines())
                .add("sha256", end.digest().hex())
                .build());
  }
}
