package org.bailiwick.aca.cascade;

import java.util.List;
import java.util.Locale;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The kinds of subjects of a revocation order, as columns of the ledger's issuance rows. */
public enum SubjectKind {
  CREDENTIAL("", "issuerId serial"),
  KEY("", "publicKeySha256"),
  /** The owner's key of a dual identity. */
  OWNER_KEY("", "ownerKeySha256"),
  NAME("", "holder"),
  DEVICE("", "deviceIssuer deviceSerial"),
  OWNER("", "owner"),
  PERSON("i.principalKind = 'person'", "principalIssuer principalSubject"),
  ROLE("i.principalKind = 'role'", "principalIssuer principalSubject"),
  /** The user who requested the credential, whether it is bound to a person or to a role. */
  REQUESTER("", "principalIssuer requester"),
  /** A user in a role: the credential is bound to the role, and the user requested it. */
  MEMBER("i.principalKind = 'role'", "principalIssuer principalSubject requester"),
  /** Agents' credentials of an issuer; those of nodes and operators are revoked one by one. */
  ISSUER("i.owner is not null", "issuerId");

  private final String condition;
  private final String fields;

  SubjectKind(String condition, String fields) {
    this.condition = condition;
    this.fields = fields;
  }

  /** A further condition on the row {@code i}; empty if there is none. */
  String condition() {
    return condition;
  }

  /** Attributes of the row that identify a subject of this kind. */
  List<String> fields() {
    return List.of(fields.split(" ", -1));
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static SubjectKind parse(String text) {
    for (SubjectKind kind : values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    throw new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "subject-kind",
        "The kind of a subject must be credential, key, owner-key, name, device, owner, person,"
            + " role, requester, member or issuer.");
  }
}
