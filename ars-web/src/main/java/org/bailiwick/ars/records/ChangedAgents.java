package org.bailiwick.ars.records;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;

/**
 * Reads the rows of records that changed. It reads columns instead of entities, since a reader that
 * begins anew gets the rows of all agents.
 */
@ApplicationScoped
@Transactional
public class ChangedAgents {

  @PersistenceContext(unitName = "ars")
  private EntityManager em;

  /** CDI proxies need this constructor. */
  public ChangedAgents() {}

  public ChangedAgents(EntityManager em) {
    this.em = em;
  }

  /** The row of a record that changed; {@code revision} is the number of its last change. */
  public record Row(
      long revision,
      String identifier,
      String name,
      Claims claims,
      Credential credential,
      AgentState state) {}

  /** The attributes that the agent has from its credential. */
  public record Claims(
      String owner,
      List<String> capabilities,
      String locator,
      String validationMethods,
      Principal principal) {}

  /** The person or role for whom the agent acts, as the row has it. */
  public record Principal(String kind, String issuer, String subject) {}

  /**
   * What the row has of the certificate.
   *
   * @param issuer the identifier of the issuing CA
   * @param serial the serial number in hex
   * @param notAfter the end of the validity
   * @param attestation the result on which it was issued; empty if it cannot be read
   * @param trustworthiness what was found then; empty if the certificate does not say it
   */
  public record Credential(
      String issuer,
      String serial,
      Instant notAfter,
      Optional<AttestationSummary> attestation,
      Optional<AttesterTrustworthiness> trustworthiness) {

    /** Empty if the row cannot be read. */
    public Optional<CredentialKey> key() {
      return CredentialKey.read(issuer, serial);
    }
  }

  /**
   * The changes that a reader needs.
   *
   * @param after number of the last change that the reader has
   * @param base the revision at which the reader began; it needs no record that had ended by then
   * @param size the most changes to return
   */
  public record Wanted(long after, long base, Instant now, int size) {}

  /**
   * The next records that changed, in the order of their changes: of those that changed after
   * {@code base} all, of the others the listed ones, and the revoked and withdrawn ones whose
   * credential has not expired, so that the reader can say why it refuses such an agent.
   */
  public List<Row> rows(Wanted wanted) {
    List<Object[]> found =
        em.createQuery(
                """
                select a.revision, a.agentId, a.name, a.owner, a.locator, a.validationMethods,
                  a.issuerId, a.serial, a.notAfter, a.state, a.principalKind, a.principalIssuer,
                  a.principalSubject, a.credential
                from AgentRow a
                where a.revision > :after
                  and (a.revision > :base or (a.state <> :expired and a.notAfter > :now))
                order by a.revision
                """,
                Object[].class)
            .setParameter("after", wanted.after())
            .setParameter("base", wanted.base())
            .setParameter("expired", AgentState.EXPIRED)
            .setParameter("now", wanted.now())
            .setMaxResults(wanted.size())
            .getResultList();
    Map<String, List<String>> capabilities =
        CapabilityRow.texts(em, found.stream().map(columns -> (String) columns[1]).toList());
    return found.stream().map(columns -> row(columns, capabilities)).toList();
  }

  /**
   * The stored row of a record, whichever its state.
   *
   * @param certificate DER in Base64
   * @param returnsTo the state after a quarantine; empty outside of one
   */
  public record Stored(
      long revision,
      String identifier,
      String name,
      String certificate,
      Instant registeredAt,
      Optional<AgentState> returnsTo) {}

  /** The next rows of all records, in the order of their last changes. */
  public List<Stored> stored(long after, int size) {
    return em.createQuery(
            """
            select a.revision, a.agentId, a.name, a.credential, a.registeredAt, a.returnsTo
            from AgentRow a where a.revision > :after order by a.revision
            """,
            Object[].class)
        .setParameter("after", after)
        .setMaxResults(size)
        .getResultStream()
        .map(
            columns ->
                new Stored(
                    (Long) columns[0],
                    (String) columns[1],
                    (String) columns[2],
                    Base64.getEncoder().encodeToString((byte[]) columns[3]),
                    (Instant) columns[4],
                    Optional.ofNullable((AgentState) columns[5])))
        .toList();
  }

  private static Row row(Object[] columns, Map<String, List<String>> capabilities) {
    String identifier = (String) columns[1];
    Claims claims =
        new Claims(
            (String) columns[3],
            capabilities.getOrDefault(identifier, List.of()),
            (String) columns[4],
            (String) columns[5],
            new Principal((String) columns[10], (String) columns[11], (String) columns[12]));
    byte[] certificate = (byte[]) columns[13];
    Credential credential =
        new Credential(
            (String) columns[6],
            (String) columns[7],
            (Instant) columns[8],
            AgentInformationExtension.attestationIn(certificate),
            AttesterTrustworthinessExtension.in(certificate));
    return new Row(
        (Long) columns[0],
        identifier,
        (String) columns[2],
        claims,
        credential,
        (AgentState) columns[9]);
  }
}
