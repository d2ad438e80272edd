package org.bailiwick.ars.export;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.freshness.RevocationKnowledge;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.Revision;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.tokenkeys.TokenKeys;

/**
 * Makes the pages that a partner's registry reads: each a JWT (RFC 7519) of type {@value #TYPE},
 * signed by the key that signs the heads of the registry's audit log. One page looks at {@value
 * #MOST_ROWS} rows at most and tells of {@value #MOST_CHANGES} changes at most, so that neither a
 * page nor its reader holds much.
 */
final class ExportPages {
  /** The {@code typ} of a page. */
  static final String TYPE = "registry-export+jwt";

  static final int MOST_CHANGES = 200;
  private static final int MOST_ROWS = 1000;
  private static final int MOST_BYTES = 400_000;
  private static final int EPOCH_LENGTH = 16;
  private static final long LIFETIME_SECONDS = 30;

  private final Sources sources;
  private final ExportFilter filter;
  private final ToldAgents told;
  private final Supplier<TokenKeys> keys;
  private final Clock clock;
  private final SteadyTime time;

  /**
   * What pages are made of.
   *
   * @param domain this domain
   * @param known what is known of revocations; throws while that is too old
   * @param revision the registry's last change, after it has its mark
   * @param issuers digests of the issuing CAs, since with one of them its agents go
   * @param rows the next rows that changed
   */
  record Sources(
      TrustDomain domain,
      Supplier<RevocationKnowledge> known,
      Supplier<Revision> revision,
      Supplier<List<String>> issuers,
      Function<ChangedAgents.Wanted, List<ChangedAgents.Row>> rows) {}

  ExportPages(
      Sources sources,
      ExportFilter filter,
      ToldAgents told,
      Supplier<TokenKeys> keys,
      Clock clock,
      SteadyTime time) {
    this.sources = sources;
    this.filter = filter;
    this.told = told;
    this.keys = keys;
    this.clock = clock;
    this.time = time;
  }

  /** Whether a reader at this position lacks anything. */
  boolean isBehind(Agreement agreement, Optional<ExportPosition> after) {
    Revision revision = sources.revision().get();
    return after
        .filter(at -> at.epoch().equals(epoch(agreement, revision)))
        .filter(at -> at.revision() == revision.number())
        .isEmpty();
  }

  /** The changes of a page, before it is signed. */
  private record Content(
      JsonArrayBuilder changes, List<String> exported, long last, boolean more) {}

  /**
   * The page after this position, for the request with this nonce.
   *
   * @throws ProblemException dependency-unavailable while revocation data are too old, or
   *     signer-unavailable
   */
  String page(Agreement agreement, Optional<ExportPosition> after, String nonce) {
    // Before the rows are read, so that the page never claims to know more than they do.
    RevocationKnowledge known = sources.known().get();
    Revision revision = sources.revision().get();
    String epoch = epoch(agreement, revision);
    Optional<ExportPosition> kept =
        after.filter(at -> at.epoch().equals(epoch) && at.revision() <= revision.number());
    ExportPosition from = kept.orElseGet(() -> ExportPosition.begin(epoch, revision.number()));
    Content content = content(agreement, from);
    told.add(agreement.domain(), content.exported());
    ExportPosition until =
        from.at(content.more() ? content.last() : Math.max(content.last(), revision.number()));
    Instant now = clock.instant();
    JsonObject claims =
        Json.createObjectBuilder()
            .add("iss", sources.domain().name())
            .add("aud", agreement.domain().name())
            .add("iat", now.getEpochSecond())
            .add("exp", now.getEpochSecond() + LIFETIME_SECONDS)
            .add("nonce", nonce)
            .add("epoch", epoch)
            .add("after", kept.map(ExportPosition::toString).orElse(""))
            .add("until", until.toString())
            .add("as_of", known.asOf().getEpochSecond())
            .add("more", content.more())
            .add("changes", content.changes())
            .build();
    return keys.get().signer(now).sign(TYPE, claims);
  }

  private Content content(Agreement agreement, ExportPosition from) {
    Instant now = time.latest();
    Agreement.Exports terms = agreement.exports().orElseThrow();
    List<ChangedAgents.Row> rows =
        sources
            .rows()
            .apply(new ChangedAgents.Wanted(from.revision(), from.base(), now, MOST_ROWS));
    Function<String, ExportFilter.Beside> beside = filter.beside(rows);
    Set<String> known = knownGone(agreement, rows, from);
    JsonArrayBuilder changes = Json.createArrayBuilder();
    List<String> exported = new ArrayList<>();
    int count = 0;
    int bytes = 0;
    long last = from.revision();
    for (ChangedAgents.Row row : rows) {
      Optional<JsonObject> record =
          filter.exported(row, terms, beside.apply(row.identifier()), now);
      Optional<JsonObject> change =
          record.isPresent() || !known.contains(row.identifier())
              ? record
              : Optional.of(ExportFilter.removal(row));
      int length = change.map(ExportPages::length).orElse(0);
      if (count == MOST_CHANGES || (count > 0 && bytes + length > MOST_BYTES)) {
        return new Content(changes, exported, last, true);
      }
      change.ifPresent(changes::add);
      count += change.isPresent() ? 1 : 0;
      bytes += length;
      record.ifPresent(shown -> exported.add(row.identifier()));
      last = row.revision();
    }
    return new Content(changes, exported, last, rows.size() == MOST_ROWS);
  }

  private static int length(JsonObject change) {
    return change.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /** The agents of which the partner knows; a reader that begins has none to remove yet. */
  private Set<String> knownGone(
      Agreement agreement, List<ChangedAgents.Row> rows, ExportPosition from) {
    Set<String> changed =
        rows.stream()
            .filter(row -> row.revision() > from.base())
            .map(ChangedAgents.Row::identifier)
            .collect(Collectors.toCollection(HashSet::new));
    return told.among(agreement.domain(), changed);
  }

  private String epoch(Agreement agreement, Revision revision) {
    Agreement.Exports terms = agreement.exports().orElseThrow();
    JsonObjectBuilder parts =
        Json.createObjectBuilder()
            .add("mark", revision.mark())
            .add("issuers", Json.createArrayBuilder(sources.issuers().get()))
            .add("terms", terms.digest())
            .add("segment", filter.segmentOf(terms));
    return Sha256.hex(parts.build().toString()).substring(0, EPOCH_LENGTH);
  }
}
