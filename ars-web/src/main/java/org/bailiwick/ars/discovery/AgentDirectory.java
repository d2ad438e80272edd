package org.bailiwick.ars.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.ars.policy.FindableAgents;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.lists.PageTokens.Scope;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Finds agents. It shows an agent only if its record is listed and its credential is neither
 * expired nor revoked at this moment, even if no timer has updated the record yet. When the
 * revocation data are too old, it refuses to answer. What a policy hides from the peer is in no
 * search.
 */
@ApplicationScoped
public class AgentDirectory {
  private static final int PAGE = 50;
  private static final int BATCH = 200;

  /** The most records that one search reads, so that no search reads all of them. */
  private static final int MOST_READ = 2000;

  private AgentRecords records;
  private CredentialStatus status;
  private SteadyTime time;
  private PageTokens tokens;
  private FindableAgents findable;
  private int mostRead;

  /** CDI proxies need this constructor. */
  AgentDirectory() {}

  @Inject
  AgentDirectory(
      AgentRecords records,
      CredentialStatus status,
      SteadyTime time,
      PageTokens tokens,
      FindableAgents findable) {
    this(records, status, time, tokens, findable, MOST_READ);
  }

  AgentDirectory(
      AgentRecords records,
      CredentialStatus status,
      SteadyTime time,
      PageTokens tokens,
      FindableAgents findable,
      int mostRead) {
    this.findable = findable;
    this.mostRead = mostRead;
    this.records = records;
    this.status = status;
    this.time = time;
    this.tokens = tokens;
  }

  /** A page of a search; {@code next} is the token of the next page, if there may be one. */
  record Found(List<AgentRecord> agents, Optional<String> next) {}

  /**
   * The agents with a capability that covers {@code wanted}, from the page token's position on. A
   * page may have few agents or none and a token nevertheless.
   */
  Found search(VerifiedPeer peer, Capability wanted, Optional<String> token) {
    status.requireFresh();
    Instant now = time.latest();
    Scope scope = new Scope(peer.id().toString(), wanted.text());
    String position = token.map(text -> tokens.position(scope, text, now)).orElse("");
    List<AgentRecord> found = new ArrayList<>();
    for (int read = 0; read < mostRead; read += BATCH) {
      List<AgentRecord> batch =
          records.candidates(wanted, new AgentRecords.Page(position, now, BATCH));
      findable(peer, shown(batch, wanted, now)).limit(PAGE - found.size()).forEach(found::add);
      if (found.size() == PAGE) {
        String last = found.getLast().identifier();
        return new Found(found, Optional.of(tokens.token(scope, last, now)));
      }
      if (batch.size() < BATCH) {
        return new Found(found, Optional.empty());
      }
      position = batch.getLast().identifier();
    }
    return new Found(found, Optional.of(tokens.token(scope, position, now)));
  }

  private List<AgentRecord> shown(List<AgentRecord> batch, Capability wanted, Instant now) {
    return batch.stream()
        .filter(candidate -> candidate.capabilities().covers(wanted) && isShown(candidate, now))
        .toList();
  }

  /**
   * Those of these agents that the policies let the peer find, in their order. The policies are
   * asked about parts of the list, and about no part that the reader of the stream does not need.
   */
  public Stream<AgentRecord> findable(VerifiedPeer peer, List<AgentRecord> agents) {
    return IntStream.iterate(0, from -> from < agents.size(), from -> from + PAGE)
        .mapToObj(from -> agents.subList(from, Math.min(agents.size(), from + PAGE)))
        .flatMap(part -> findable.foundBy(peer, part).stream());
  }

  /** The record with this identifier, if it may be shown now. */
  public AgentRecord require(String identifier) {
    return find(identifier).orElseThrow(AgentRecord::unlisted);
  }

  /** The same; empty if it may not be shown. */
  public Optional<AgentRecord> find(String identifier) {
    status.requireFresh();
    return records.find(identifier).filter(record -> isShown(record, time.latest()));
  }

  /** The agents that may be shown now among the next records after this identifier. */
  public AgentRecords.Listing next(String after, int size) {
    status.requireFresh();
    Instant now = time.latest();
    AgentRecords.Listing read = records.listed(new AgentRecords.Page(after, now, size));
    return new AgentRecords.Listing(
        read.agents().stream().filter(each -> isShown(each.agent(), now)).toList(), read.next());
  }

  /** The record of this name, if it may be shown now. */
  public Optional<AgentRecords.Dated> find(AgentId agent) {
    status.requireFresh();
    Instant now = time.latest();
    return records.findByName(agent).filter(found -> isShown(found.agent(), now));
  }

  /** The record with this identifier in any state, for a caller who ends its listing. */
  public Optional<AgentRecord> findAny(String identifier) {
    return records.find(identifier);
  }

  private boolean isShown(AgentRecord record, Instant now) {
    return record.isListedAt(now) && status.isGood(record.credential().key());
  }
}
