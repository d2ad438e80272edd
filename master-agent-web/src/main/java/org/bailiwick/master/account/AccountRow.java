package org.bailiwick.master.account;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.CallerKind;
import org.bailiwick.node.audit.InstantColumn;

/** The row of an account. It changes once, when the account is withdrawn. */
@Entity
@Table(name = "account")
class AccountRow {

  @Id private String name;

  private String kind;
  private String method;
  private String owner;
  private String scope;
  private String peer;

  @Convert(converter = InstantColumn.class)
  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "withdrawn_at")
  private Instant withdrawnAt;

  @SuppressWarnings("unused") // for auditors
  @Column(name = "withdrawn_by")
  private String withdrawnBy;

  protected AccountRow() {}

  AccountRow(AccountTerms terms, Instant now, String officer) {
    this.name = terms.caller().account();
    this.kind = terms.caller().kind().text();
    this.method = terms.method().text();
    this.owner = terms.owner().value();
    this.scope = terms.scope().scope();
    this.peer = terms.caller().boundTo().map(SpiffeId::toString).orElse(null);
    this.createdAt = now;
    this.createdBy = officer;
    this.expiresAt = terms.expiresAt();
  }

  /** Ends the account; an account that has been withdrawn keeps the first time. */
  void withdraw(Instant now, String officer) {
    if (withdrawnAt == null) {
      withdrawnAt = now;
      withdrawnBy = officer;
    }
  }

  Account account() {
    return new Account(
        new AccountTerms(
            new CallerIdentity.Account(
                CallerKind.of(kind), name, Optional.ofNullable(peer).map(SpiffeId::parse)),
            AccountMethod.find(method).orElseThrow(),
            Owner.parse(owner),
            CapabilitySet.parseScope(scope),
            expiresAt),
        createdAt,
        createdBy,
        Optional.ofNullable(withdrawnAt));
  }
}
