package org.bailiwick.master.tokenledger;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.master.caller.CallerCredential;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.CallerKind;
import org.bailiwick.node.audit.InstantColumn;

/** The row of a token. It is inserted and never updated. */
@Entity
@Table(name = "token")
class TokenRow {

  @Id private String jti;
  private String kind;

  @Column(name = "parent_jti")
  private String parentJti;

  @Column(name = "grant_issuer")
  private String grantIssuer;

  @Column(name = "grant_jti")
  private String grantJti;

  @Column(name = "grant_sha256")
  private String grantSha256;

  @Column(name = "grant_key_sha256")
  private String grantKeySha256;

  @Column(name = "grant_actor")
  private String grantActor;

  @Column(name = "principal_sha256")
  private String principalSha256;

  @Convert(converter = InstantColumn.class)
  @Column(name = "grant_issued_at")
  private Instant grantIssuedAt;

  private String caller;

  @Column(name = "caller_kind")
  private String callerKind;

  @Column(name = "caller_serial")
  private String callerSerial;

  private String holder;

  @Column(name = "job_id")
  private String jobId;

  @Column(name = "step_id")
  private String stepId;

  private String scope;

  @Convert(converter = InstantColumn.class)
  @Column(name = "issued_at")
  private Instant issuedAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  @Column(name = "token_sha256")
  private String tokenSha256;

  protected TokenRow() {}

  static TokenRow of(TokenRecord token) {
    TokenRow row = new TokenRow();
    row.jti = token.jti();
    row.kind = token.kind().text();
    row.parentJti = token.origin().parent().orElse(null);
    token.origin().grant().ifPresent(row::setGrant);
    row.setCaller(token.origin().caller());
    row.holder = token.holder().orElse(null);
    row.jobId = token.context().map(StepContext::jobId).orElse(null);
    row.stepId = token.context().flatMap(StepContext::stepId).orElse(null);
    row.scope = token.scope().scope();
    row.issuedAt = token.lifetime().issuedAt();
    row.expiresAt = token.lifetime().expiresAt();
    row.tokenSha256 = token.sha256().orElse(null);
    return row;
  }

  private void setCaller(CallerIdentity identity) {
    caller = identity.name();
    callerKind = identity.kind().text();
    callerSerial = identity.presented().map(credential -> credential.serial().hex()).orElse(null);
  }

  private void setGrant(GrantOrigin grant) {
    grantIssuer = grant.issuer();
    grantJti = grant.jti();
    grantSha256 = grant.sha256();
    grantKeySha256 = grant.keySha256().orElse(null);
    grantActor = grant.actor();
    principalSha256 = GrantEnds.digest(grant.principal());
    grantIssuedAt = grant.issuedAt();
  }

  String jti() {
    return jti;
  }

  boolean isOfNoJob() {
    return jobId == null;
  }

  TokenDeletion.Position position() {
    return new TokenDeletion.Position(expiresAt, jti);
  }

  Optional<String> parentJti() {
    return Optional.ofNullable(parentJti);
  }

  String grantIssuer() {
    return grantIssuer;
  }

  String grantActor() {
    return grantActor;
  }

  private CallerIdentity caller() {
    return CallerIdentity.stored(
        CallerKind.of(callerKind),
        caller,
        Optional.ofNullable(callerSerial)
            .map(serial -> CallerCredential.of(SerialNumber.parse(serial))));
  }

  /** The row as a value without the grant, which only an audit of the table needs. */
  TokenRecord record() {
    return new TokenRecord(
        jti,
        TokenKind.valueOf(kind.toUpperCase(Locale.ROOT)),
        new TokenOrigin(parentJti(), Optional.empty(), caller()),
        Optional.ofNullable(holder),
        Optional.ofNullable(jobId).map(job -> new StepContext(job, Optional.ofNullable(stepId))),
        CapabilitySet.parseScope(scope),
        new TokenLifetime(issuedAt, expiresAt),
        Optional.ofNullable(tokenSha256));
  }
}
