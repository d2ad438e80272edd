package org.bailiwick.ars.records;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.ars.history.RecordHistory;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.InstantColumn;

/** An agent's row, inserted once for each name, and changed with its credential and state. */
@Entity
@Table(name = "agent")
class AgentRow {

  /** The columns of {@link #attested}, in its order. */
  static final String OF_RECORDS =
      "a.agentId, a.name, a.owner, a.locator, a.validationMethods, a.issuerId, a.serial,"
          + " a.notAfter, a.state, a.credential";

  @Id
  @Column(name = "agent_id")
  private String agentId;

  private String name;
  private String owner;
  private String locator;

  @Column(name = "validation_methods")
  private String validationMethods;

  @Column(name = "principal_kind")
  private String principalKind;

  @Column(name = "principal_issuer")
  private String principalIssuer;

  @Column(name = "principal_subject")
  private String principalSubject;

  @Column(name = "issuer_id")
  private String issuerId;

  private String serial;

  @Column(name = "not_before")
  @Convert(converter = InstantColumn.class)
  private Instant notBefore;

  @Column(name = "not_after")
  @Convert(converter = InstantColumn.class)
  private Instant notAfter;

  private byte[] credential;

  @Column(name = "registered_at")
  @Convert(converter = InstantColumn.class)
  private Instant registeredAt;

  @Enumerated(EnumType.STRING)
  private AgentState state;

  @Column(name = "state_since")
  @Convert(converter = InstantColumn.class)
  private Instant stateSince;

  private long revision;

  /** The state after a quarantine; null outside of one. */
  @Enumerated(EnumType.STRING)
  @Column(name = "returns_to")
  private AgentState returnsTo;

  @Column(name = "state_reason")
  private String stateReason;

  @Column(name = "state_text")
  private String stateText;

  /** The number of changes of this row. */
  private long changes;

  protected AgentRow() {}

  /** A row that is in no state yet. */
  AgentRow(String agentId, AgentCredential credential, Instant now) {
    this.agentId = agentId;
    this.name = credential.agent().toString();
    this.registeredAt = InstantColumn.stored(now);
    hold(credential);
  }

  /** Takes every attribute from the credential, so that the record cannot differ from it. */
  final void hold(AgentCredential source) {
    AgentInformation information = source.information();
    CredentialKey key = CredentialKey.of(source.certificate());
    owner = information.owner().value();
    locator = information.locator().toString();
    validationMethods =
        information.validationMethods().stream()
            .map(ValidationMethod::text)
            .collect(Collectors.joining(" "));
    principalKind = information.principal().kind().text();
    principalIssuer = information.principal().issuer();
    principalSubject = information.principal().subject();
    issuerId = key.issuer();
    serial = key.serial().hex();
    notBefore = source.certificate().getNotBefore().toInstant();
    notAfter = source.certificate().getNotAfter().toInstant();
    try {
      credential = source.certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was parsed has an encoding", e);
    }
  }

  /** Changes the state, and returns the row's history of it. A quarantine ends by this. */
  RecordHistory.Entry become(AgentChanges.Change change) {
    returnsTo = change.state() == AgentState.QUARANTINED ? state : null;
    state = change.state();
    stateSince = InstantColumn.stored(change.at());
    stateReason = change.cause().reason().text();
    stateText = change.cause().text();
    return next(change);
  }

  /** Changes the state that a quarantined row has after its quarantine. */
  RecordHistory.Entry becomeAfterQuarantine(AgentChanges.Change change) {
    returnsTo = change.state();
    return next(change);
  }

  private RecordHistory.Entry next(AgentChanges.Change change) {
    changes++;
    return new RecordHistory.Entry(
        agentId, changes, change.at(), state.text(), change.cause(), serial);
  }

  /** The state that the row has, or would have without its quarantine. */
  AgentState stateAfterQuarantine() {
    return state == AgentState.QUARANTINED ? returnsTo : state;
  }

  boolean isExpiredAt(Instant now) {
    return !now.isBefore(notAfter);
  }

  boolean holds(CredentialKey key) {
    return issuerId.equals(key.issuer()) && serial.equals(key.serial().hex());
  }

  AgentRecord record(CapabilitySet capabilities) {
    return new AgentRecord(
        agentId,
        AgentId.parse(name),
        owner,
        capabilities,
        locator,
        methods(validationMethods),
        AgentRecord.Credential.of(key(), notAfter, credential),
        state);
  }

  /** Whether the row names a credential; a row that was changed by hand may not. */
  boolean isReadable() {
    return CredentialKey.read(issuerId, serial).isPresent();
  }

  CredentialKey key() {
    return new CredentialKey(issuerId, SerialNumber.parse(serial));
  }

  /** A record by its columns, and what it was issued on; empty if the row cannot be read. */
  static Optional<AgentRecords.Attested> attested(
      Object[] columns, Map<String, List<String>> capabilities) {
    String agentId = (String) columns[0];
    byte[] certificate = (byte[]) columns[9];
    return CredentialKey.read((String) columns[5], (String) columns[6])
        .map(
            key ->
                new AgentRecord(
                    agentId,
                    AgentId.parse((String) columns[1]),
                    (String) columns[2],
                    CapabilitySet.parse(capabilities.getOrDefault(agentId, List.of())),
                    (String) columns[3],
                    methods((String) columns[4]),
                    AgentRecord.Credential.of(key, (Instant) columns[7], certificate),
                    (AgentState) columns[8]))
        .map(
            record ->
                new AgentRecords.Attested(
                    record, AgentInformationExtension.attestationIn(certificate)));
  }

  private static List<String> methods(String column) {
    return List.of(column.split(" ", -1));
  }

  String agentId() {
    return agentId;
  }

  String name() {
    return name;
  }

  String owner() {
    return owner;
  }

  Instant registeredAt() {
    return registeredAt;
  }

  Instant stateSince() {
    return stateSince;
  }

  /** The number of the row's last change. */
  long revision() {
    return revision;
  }

  void changedBy(long change) {
    revision = change;
  }

  /**
   * Refuses a certificate that was issued before the credential of this record. The authority sets
   * notBefore earlier than the issuance, but never before the notBefore of the issuing CA, so two
   * certificates can have the same notBefore; then the later notAfter decides.
   */
  void requireOlderThan(X509Certificate other) {
    int order = notBefore.compareTo(other.getNotBefore().toInstant());
    if (order > 0 || (order == 0 && notAfter.isAfter(other.getNotAfter().toInstant()))) {
      throw new ProblemException(
          ProblemType.AGENT_ALREADY_REGISTERED,
          "credential-superseded",
          "The agent is registered with a newer credential; this one was replaced");
    }
  }

  void requireNotRevoked() {
    if (state == AgentState.REVOKED) {
      throw new ProblemException(
          ProblemType.CREDENTIAL_REVOKED,
          "registered-credential-revoked",
          "The registered credential was revoked");
    }
  }

  /** Neither a renewal nor a return ends a quarantine. */
  void requireNotQuarantined() {
    if (state == AgentState.QUARANTINED) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "agent-quarantined",
          "An officer has put the agent into quarantine, and it is listed again when an officer"
              + " ends that");
    }
  }

  AgentState state() {
    return state;
  }
}
