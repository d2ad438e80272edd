package org.bailiwick.aca.cascade;

import java.util.List;
import java.util.Locale;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** What credentials can have in common: columns of the ledger's issuance rows. */
public enum Bond {
  CREDENTIAL("", "issuerId serial"),
  KEY("", "publicKeySha256"),
  /** The owner's key beside the agent's. */
  OWNER_KEY("", "ownerKeySha256"),
  NAME("", "holder"),
  DEVICE("", "deviceIssuer deviceSerial"),
  OWNER("", "owner"),
  PERSON("i.principalKind = 'person'", "principalIssuer principalSubject"),
  ROLE("i.principalKind = 'role'", "principalIssuer principalSubject"),
  /** The user who asked, be the credential bound to the person or to a role. */
  REQUESTER("", "principalIssuer requester"),
  /** A user in a role: what is bound to the role and was asked for by the user. */
  MEMBER("i.principalKind = 'role'", "principalIssuer principalSubject requester"),
  /** Of agents only: certificates of nodes and operators are ended one by one. */
  ISSUER("i.owner is not null", "issuerId");

  private final String condition;
  private final String fields;

  Bond(String condition, String fields) {
    this.condition = condition;
    this.fields = fields;
  }

  /** A further condition on the row {@code i}; empty if there is none. */
  String condition() {
    return condition;
  }

  /** Attributes of the row that together make the bond. */
  List<String> fields() {
    return List.of(fields.split(" ", -1));
  }

  String token() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Bond parse(String token) {
    for (Bond bond : values()) {
      if (bond.token().equals(token)) {
        return bond;
      }
    }
    throw new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "subject-kind",
        "A subject is a credential, key, owner-key, name, device, owner, person, role, requester,"
            + " member or issuer.");
  }
}
