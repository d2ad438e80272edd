package org.bailiwick.master.personsession;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.node.audit.InstantColumn;

/** The row of a session. Only what the provider says later changes it. */
@Entity
@Table(name = "person_session")
class PersonSessionRow {

  @Id
  @Column(name = "session_id")
  private String sessionId;

  @Column(name = "code_digest")
  private String codeDigest;

  @Column(name = "client_id")
  private String clientId;

  @Column(name = "redirect_uri")
  private String redirectUri;

  @Column(name = "code_challenge")
  private String codeChallenge;

  @Column(name = "dpop_jkt")
  private String dpopJkt;

  private String provider;
  private String issuer;
  private String subject;

  @Column(name = "signed_in")
  private String signedIn;

  private String scope;

  @Column(name = "provider_token")
  private byte[] providerToken;

  @Convert(converter = InstantColumn.class)
  @Column(name = "code_expires_at")
  private Instant codeExpiresAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "checked_at")
  private Instant checkedAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "ends_at")
  private Instant endsAt;

  protected PersonSessionRow() {}

  PersonSessionRow(PersonSession session, String codeDigest, byte[] providerToken) {
    this.sessionId = session.id();
    this.codeDigest = codeDigest;
    this.clientId = session.terms().client();
    this.redirectUri = session.terms().redirectUri();
    this.codeChallenge = session.terms().challenge();
    this.dpopJkt = session.terms().key().orElse(null);
    this.provider = session.provider();
    this.issuer = session.person().issuer();
    this.subject = session.person().subject();
    this.signedIn = session.signedIn().stored();
    this.scope = session.scope().scope();
    this.providerToken = providerToken.clone();
    this.codeExpiresAt = session.times().codeEnd();
    this.checkedAt = session.times().checkedAt();
    this.endsAt = session.times().end();
  }

  byte[] providerToken() {
    return providerToken.clone();
  }

  /** Takes what the provider has said; false if another node has asked it since {@code before}. */
  boolean check(Instant before, Instant now, SignedInPerson later, byte[] token) {
    if (!checkedAt.equals(InstantColumn.stored(before))) {
      return false;
    }
    checkedAt = now;
    signedIn = later.stored();
    providerToken = token.clone();
    return true;
  }

  PersonSession session() {
    return new PersonSession(
        sessionId,
        new PersonSession.CodeTerms(
            clientId, redirectUri, codeChallenge, Optional.ofNullable(dpopJkt)),
        provider,
        SignedInPerson.stored(new CallerIdentity.Person(issuer, subject), signedIn),
        CapabilitySet.parseScope(scope),
        new PersonSession.Times(codeExpiresAt, checkedAt, endsAt));
  }
}
