package org.bailiwick.ars.records;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.ars.history.RecordHistory;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;

/**
 * Reads the stored records of the registry. They may lack the newest revocations, which callers
 * have to look up in the revocation view.
 */
@ApplicationScoped
@Transactional
public class AgentRecords {
  @PersistenceContext(unitName = "ars")
  private EntityManager em;

  /** CDI proxies need this constructor. */
  public AgentRecords() {}

  AgentRecords(EntityManager em) {
    this.em = em;
  }

  /** The number of the last change. Records that are read afterwards have this change. */
  public Revision revision() {
    return em.createQuery("select r from RevisionRow r where r.name = :name", RevisionRow.class)
        .setParameter("name", RevisionRow.AGENTS)
        .getSingleResult()
        .revision();
  }

  /**
   * The credential of a listed record, with the number of the record's last change. The key is
   * empty if the row cannot be read.
   */
  public record ListedCredential(
      long revision, String identifier, Optional<CredentialKey> credential) {}

  /** The next listed records with an unexpired credential, in the order of their changes. */
  public List<ListedCredential> credentials(long after, Instant now, int size) {
    return em.createQuery(
            """
            select a.revision, a.agentId, a.issuerId, a.serial from AgentRow a
            where a.revision > :after and a.state = :listed and a.notAfter > :now
            order by a.revision
            """,
            Object[].class)
        .setParameter("after", after)
        .setParameter("listed", AgentState.LISTED)
        .setParameter("now", now)
        .setMaxResults(size)
        .getResultStream()
        .map(
            row ->
                new ListedCredential(
                    (Long) row[0],
                    (String) row[1],
                    CredentialKey.read((String) row[2], (String) row[3])))
        .toList();
  }

  /**
   * A record with the attestation on which its credential was issued, which is empty if it cannot
   * be read.
   */
  public record Attested(AgentRecord record, Optional<AttestationSummary> attestation) {}

  /**
   * The records with these identifiers, by identifier; one that cannot be read is left out. It
   * reads columns, since each search reads many rows.
   */
  public Map<String, Attested> attested(Collection<String> identifiers) {
    if (identifiers.isEmpty()) {
      return Map.of();
    }
    List<Object[]> rows =
        em.createQuery(
                "select " + AgentRow.OF_RECORDS + " from AgentRow a where a.agentId in :ids",
                Object[].class)
            .setParameter("ids", identifiers)
            .getResultList();
    Map<String, List<String>> capabilities = CapabilityRow.texts(em, List.copyOf(identifiers));
    Map<String, Attested> found = new HashMap<>();
    rows.forEach(
        row ->
            AgentRow.attested(row, capabilities)
                .ifPresent(each -> found.put(each.record().identifier(), each)));
    return found;
  }

  /**
   * A record without its credential.
   *
   * @param since the time since which the record is in its state
   * @param reason why it is in it
   * @param notAfter the end of the credential's validity
   */
  public record RecordState(
      String name,
      String owner,
      AgentState state,
      Instant since,
      String reason,
      String text,
      Instant notAfter) {

    /** Whether the record may be shown at this moment. */
    public boolean isListedAt(Instant now) {
      return state == AgentState.LISTED && now.isBefore(notAfter);
    }
  }

  /** The state of a record, whichever it is. */
  public Optional<RecordState> state(String identifier) {
    return em.createQuery(
            "select a.name, a.owner, a.state, a.stateSince, a.stateReason, a.stateText, a.notAfter"
                + " from AgentRow a where a.agentId = :id",
            Object[].class)
        .setParameter("id", identifier)
        .getResultStream()
        .findFirst()
        .map(
            row ->
                new RecordState(
                    (String) row[0],
                    (String) row[1],
                    (AgentState) row[2],
                    (Instant) row[3],
                    (String) row[4],
                    (String) row[5],
                    (Instant) row[6]));
  }

  /** The last changes of a record, newest first. */
  public List<RecordHistory.Entry> history(String identifier) {
    return RecordHistory.of(em, identifier);
  }

  /** The number of agents of this owner that count against the owner's quota. */
  public long places(String owner) {
    return Optional.ofNullable(em.find(OwnerRow.class, owner)).map(OwnerRow::listed).orElse(0L);
  }

  public Optional<AgentRecord> find(String identifier) {
    return Optional.ofNullable(em.find(AgentRow.class, identifier))
        .map(row -> records(List.of(row)).getFirst());
  }

  /**
   * The next page of listed, unexpired agents that have a capability with the name and version of
   * {@code wanted}, in the order of their identifiers.
   */
  public List<AgentRecord> candidates(Capability wanted, Page page) {
    return records(
        em.createQuery(
                """
                select a from AgentRow a
                where a.agentId in (select c.agentId from CapabilityRow c where c.kind = :kind)
                  and a.agentId > :after and a.state = :listed and a.notAfter > :now
                order by a.agentId
                """,
                AgentRow.class)
            .setParameter("kind", CapabilityRow.kindOf(wanted))
            .setParameter("after", page.after())
            .setParameter("listed", AgentState.LISTED)
            .setParameter("now", page.now())
            .setMaxResults(page.size())
            .getResultList());
  }

  /**
   * A page of a query: the identifier after which the page begins, the time of the query, and the
   * greatest number of records.
   */
  public record Page(String after, Instant now, int size) {}

  /**
   * A record with the time of its first registration and that of its last change of state or
   * credential.
   */
  public record Dated(AgentRecord agent, Instant registeredAt, Instant changedAt) {}

  /**
   * Records one after the other, without those that cannot be read.
   *
   * @param next the identifier after which further ones begin, if there may be any
   */
  public record Listing(List<Dated> agents, Optional<String> next) {}

  /** The next page of listed, unexpired agents, in the order of their identifiers. */
  public Listing listed(Page page) {
    List<AgentRow> rows =
        query(
                "select a from AgentRow a where a.agentId > :after and a.state = :listed"
                    + " and a.notAfter > :now order by a.agentId")
            .setParameter("after", page.after())
            .setParameter("listed", AgentState.LISTED)
            .setParameter("now", page.now())
            .setMaxResults(page.size())
            .getResultList();
    return new Listing(
        dated(rows),
        rows.size() < page.size() ? Optional.empty() : Optional.of(rows.getLast().agentId()));
  }

  /** The record of this agent, in any state. */
  public Optional<Dated> findByName(AgentId agent) {
    return dated(
            query("select a from AgentRow a where a.name = :name")
                .setParameter("name", agent.toString())
                .getResultList())
        .stream()
        .findFirst();
  }

  /** The listed records whose credential has one of these serial numbers of the issuer. */
  public List<AgentRecord> listed(X500Principal issuer, Collection<SerialNumber> serials) {
    return records(
        query(
                "select a from AgentRow a where a.issuerId = :issuer and a.serial in :serials"
                    + " and a.state = :listed")
            .setParameter("issuer", CredentialKey.issuer(issuer))
            .setParameter("serials", serials.stream().map(SerialNumber::hex).toList())
            .setParameter("listed", AgentState.LISTED)
            .getResultList());
  }

  /** Identifier and name of a record. */
  public record Named(String identifier, String name) {}

  /** Listed agents whose credential has expired, in the order of expiry. */
  public List<Named> expired(Instant now, int limit) {
    return em.createQuery(
            "select a.agentId, a.name from AgentRow a where a.state = :listed"
                + " and a.notAfter <= :now order by a.notAfter",
            Object[].class)
        .setParameter("listed", AgentState.LISTED)
        .setParameter("now", now)
        .setMaxResults(limit)
        .getResultStream()
        .map(row -> new Named((String) row[0], (String) row[1]))
        .toList();
  }

  private TypedQuery<AgentRow> query(String text) {
    return em.createQuery(text, AgentRow.class);
  }

  private List<Dated> dated(List<AgentRow> all) {
    List<AgentRow> rows = all.stream().filter(AgentRow::isReadable).toList();
    List<AgentRecord> records = records(rows);
    return IntStream.range(0, rows.size())
        .mapToObj(
            at ->
                new Dated(records.get(at), rows.get(at).registeredAt(), rows.get(at).stateSince()))
        .toList();
  }

  private List<AgentRecord> records(List<AgentRow> rows) {
    Map<String, List<String>> capabilities =
        CapabilityRow.texts(em, rows.stream().map(AgentRow::agentId).toList());
    return rows.stream()
        .map(
            row ->
                row.record(
                    CapabilitySet.parse(capabilities.getOrDefault(row.agentId(), List.of()))))
        .toList();
  }
}
