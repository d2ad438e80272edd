package org.bailiwick.master.authorizationcontext;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;

/** The row of an authorization context; it is deleted with the row of its token. */
@Entity
@Table(name = "authorization_context")
class AuthorizationContextRow {

  @Id private String jti;

  private String agent;
  private String subject;
  private String scope;
  private String resource;
  private String audience;

  @Column(name = "grant_type")
  private String grantType;

  @Column(name = "assertion_typ")
  private String assertionTyp;

  @Column(name = "assertion_issuer")
  private String assertionIssuer;

  @Column(name = "assertion_jti")
  private String assertionJti;

  @Column(name = "assertion_sha256")
  private String assertionSha256;

  private String act;
  private String txn;

  protected AuthorizationContextRow() {}

  AuthorizationContextRow(String jti, AuthorizationContext context) {
    this.jti = jti;
    agent = context.agent();
    subject = context.subject();
    scope = context.scope();
    resource = context.resource().orElse(null);
    audience = context.audience();
    grantType = context.assertion().grantType();
    assertionTyp = context.assertion().typ();
    assertionIssuer = context.assertion().issuer();
    assertionJti = context.assertion().jti();
    assertionSha256 = context.assertion().sha256();
    act = context.act();
    txn = context.txn().orElse(null);
  }

  AuthorizationContext context() {
    return new AuthorizationContext(
        agent,
        subject,
        scope,
        Optional.ofNullable(resource),
        audience,
        new AuthorizationContext.Assertion(
            grantType, assertionTyp, assertionIssuer, assertionJti, assertionSha256),
        act,
        Optional.ofNullable(txn));
  }
}
